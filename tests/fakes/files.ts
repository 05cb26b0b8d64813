import { sha256 } from "../../src/base/crypto.ts";

type Served = string | { redirect: string } | { status: number } | { stream: () => ReadableStream<Uint8Array> };

/** A server of plain files, as a Git host serves them raw: ETag and If-None-Match, 404, and redirects where one is set. */
export function fileServer() {
  const files = new Map<string, Served>();
  const asked: { path: string; status: number }[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { pathname } = new URL(request.url);
      const answer = await answerOf(files.get(pathname), request.headers.get("if-none-match"));
      asked.push({ path: pathname, status: answer.status });
      return answer;
    },
  });
  const host = `127.0.0.1:${server.port}`;
  return { files, asked, host, at: (path: string) => `http://${host}${path}`, stop: () => server.stop(true) };
}

async function answerOf(file: Served | undefined, known: string | null) {
  if (file === undefined) return new Response("404: Not Found", { status: 404 });
  if (typeof file !== "string") {
    if ("redirect" in file) return new Response(null, { status: 302, headers: { location: file.redirect } });
    return "status" in file ? new Response("", { status: file.status }) : new Response(file.stream());
  }
  const etag = `"${(await sha256(file)).slice(0, 40)}"`;
  const headers = { etag, "content-type": "text/plain; charset=utf-8" };
  return known === etag ? new Response(null, { status: 304, headers }) : new Response(file, { headers });
}
