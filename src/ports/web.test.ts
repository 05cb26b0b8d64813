import { afterAll, beforeAll, expect, test } from "bun:test";
import { fileServer } from "../../tests/fakes/files.ts";
import { openWeb, WebError } from "./web.ts";

let server: ReturnType<typeof fileServer>;
beforeAll(() => {
  server = fileServer();
});
afterAll(() => server.stop());

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => "read",
    (error) => (error instanceof WebError ? error.failure : String(error)),
  );

test.each([
  "http://example.com/a.yaml",
  "ftp://example.com/a.yaml",
  "file:///etc/passwd",
  "https://127.0.0.1/",
  "https://0x7f.1/",
  "https://2130706433/",
  "https://[::1]/",
  "https://[::ffff:10.0.0.1]/",
  "https://169.254.169.254/latest/meta-data",
  "https://localhost/",
  "https://LOCALHOST./",
  "https://printer.local/",
  "https://metadata.google.internal/",
  "https://intranet/",
  "https://example.com:8443/",
  "https://user:password@example.com/",
  "https://10.0.0.1.%00.example/",
  "catalog-info.yaml",
  "https://",
])("%s is not asked", async (address) => {
  const web = openWeb({ fetch: () => Promise.reject(new Error("asked")) });
  expect(await failureOf(web.read(address))).toBe("refused");
});

test("a public file is asked for without cookies, and its redirects are checked like itself", async () => {
  const asked: string[] = [];
  const web = openWeb({
    fetch: async (address, init) => {
      asked.push(address);
      expect(init.redirect).toBe("manual");
      return new Response(null, { status: 302, headers: { location: "http://169.254.169.254/latest/meta-data" } });
    },
  });
  expect(await failureOf(web.read("https://example.com/a.yaml"))).toBe("refused");
  expect(asked).toEqual(["https://example.com/a.yaml"]);
});

test("a file comes with its mark, and unchanged is not sent again", async () => {
  const web = openWeb({ privateHosts: [server.host] });
  server.files.set("/a.yaml", "kind: X\n");
  const first = await web.read(server.at("/a.yaml"));
  expect(first).toMatchObject({ isSame: false, text: "kind: X\n" });
  expect(await web.read(server.at("/a.yaml"), first.isSame ? null : first.etag)).toEqual({ isSame: true });
  server.files.set("/moved.yaml", { redirect: "/a.yaml" });
  expect(await web.read(server.at("/moved.yaml"))).toMatchObject({ text: "kind: X\n" });
});

test("what has no end, goes in circles or is not there says so", async () => {
  const web = openWeb({ privateHosts: [server.host] });
  server.files.set("/endless", {
    stream: () => new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(97)) }),
  });
  server.files.set("/circle", { redirect: "/circle" });
  server.files.set("/secret", { status: 401 });
  server.files.set("/broken", { status: 502 });
  expect(await failureOf(web.read(server.at("/endless")))).toBe("large");
  expect(await failureOf(web.read(server.at("/circle")))).toBe("refused");
  expect(await failureOf(web.read(server.at("/absent")))).toBe("absent");
  expect(await failureOf(web.read(server.at("/secret")))).toBe("refused");
  expect(await failureOf(web.read(server.at("/broken")))).toBe("unavailable");
});
