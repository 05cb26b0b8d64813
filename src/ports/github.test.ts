import { afterAll, describe, expect, test } from "bun:test";
import { startGitHub } from "../../tests/fakes/github.ts";
import { GitHubError, restGitHub } from "./github.ts";

const github = startGitHub();
afterAll(() => github.stop());
const client = restGitHub({ endpoint: github.url }).as(github.token);
const failed = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof GitHubError ? { failure: error.failure, ...error.detail } : String(error)),
  );

describe("reading", () => {
  test("an organisation's repositories come page by page, by the Link header", async () => {
    for (let n = 0; n < 230; n++) github.addRepository(`acme/r${String(n).padStart(3, "0")}`);
    const sizes: number[] = [];
    const names = new Set<string>();
    for (let page: number | null = 1; page !== null; ) {
      const { items, next } = await client.repositories("acme", page);
      sizes.push(items.length);
      for (const { fullName } of items) names.add(fullName);
      page = next;
    }
    expect(sizes).toEqual([100, 100, 30]);
    expect(names.size).toBe(230);
  });

  test("a file comes as text; unchanged, it costs nothing", async () => {
    github.addRepository("files/a", { "docs/ä b.md": "Grüße ☕\n".repeat(20) });
    const first = await client.file("files/a", "docs/ä b.md", "main");
    if (first.isSame) throw new Error("not read");
    expect(first.text).toBe("Grüße ☕\n".repeat(20));
    const left = github.rate.remaining;
    expect(await client.file("files/a", "docs/ä b.md", "main", first.etag)).toEqual({ isSame: true });
    expect(github.rate.remaining).toBe(left);
    github.push("files/a", { "docs/ä b.md": "new" });
    expect(await client.file("files/a", "docs/ä b.md", "main", first.etag)).toMatchObject({ text: "new" });
  });

  test("folders, large files, missing ones and an empty repository have their own answers", async () => {
    github.addRepository("files/b", { "src/x.ts": "1", "large.txt": "x".repeat(1024 * 1024 + 1) });
    github.addRepository("files/empty");
    expect(await failed(client.file("files/b", "src", "main"))).toMatchObject({ failure: "refused" });
    expect(await failed(client.file("files/b", "large.txt", "main"))).toMatchObject({ failure: "large" });
    expect(await failed(client.file("files/b", "none.txt", "main"))).toMatchObject({ failure: "absent" });
    expect(await failed(client.file("files/b", "../../x", "main"))).toMatchObject({ failure: "refused" });
    expect(await failed(client.file("files/..", "x", "main"))).toMatchObject({ failure: "refused" });
    expect(await client.tree("files/empty", "main")).toMatchObject({ files: [], isWhole: true });
    const tree = await client.tree("files/b", "main");
    expect(tree.isSame ? [] : tree.files.map(({ path }) => path)).toEqual(["src/x.ts", "large.txt"]);
  });

  test("what differs between two commits", async () => {
    github.addRepository("files/c", { a: "1", b: "1" });
    const { before, after } = github.push("files/c", { a: "2", b: null, c: "1" });
    const { files } = await client.changes("files/c", before, after);
    expect(files.map(({ path, status }) => `${status} ${path}`).sort()).toEqual(["added c", "modified a", "removed b"]);
  });
});

describe("refusals", () => {
  test("a token that is none, and an organisation that it does not see", async () => {
    const stranger = restGitHub({ endpoint: github.url }).as("ghp_old");
    expect(await failed(stranger.organization("acme"))).toEqual({ failure: "token" });
    expect(await failed(client.organization("nobody"))).toEqual({ failure: "absent" });
    expect(await client.organization("ACME")).toEqual({ login: "acme" });
  });

  test("a rate limit tells when to ask again, by GitHub's clock", async () => {
    const before = { ...github.rate };
    Object.assign(github.rate, { remaining: 0, resetAt: Math.floor(Date.now() / 1000) + 90 });
    const limited = await failed(client.organization("acme"));
    Object.assign(github.rate, before);
    expect(limited).toMatchObject({ failure: "limited" });
    const { retryAfterSeconds = 0 } = limited as { retryAfterSeconds?: number };
    expect(retryAfterSeconds).toBeGreaterThan(80);
    expect(retryAfterSeconds).toBeLessThanOrEqual(91);
    github.failNext.push({ status: 403, headers: { "retry-after": "30" }, message: "secondary rate limit" });
    expect(await failed(client.organization("acme"))).toEqual({ failure: "limited", retryAfterSeconds: 30 });
    github.failNext.push({ status: 403, message: "Resource not accessible by personal access token" });
    expect(await failed(client.organization("acme"))).toEqual({ failure: "refused" });
    github.failNext.push({ status: 502 });
    expect(await failed(client.organization("acme"))).toEqual({ failure: "unavailable" });
  });

  test("the token follows a redirect to GitHub itself alone", async () => {
    github.failNext.push({ status: 301, headers: { location: `${github.url}/orgs/acme` } });
    expect(await client.organization("renamed")).toEqual({ login: "acme" });
    github.failNext.push({ status: 301, headers: { location: "https://evil.example/orgs/acme" } });
    expect(await failed(client.organization("renamed"))).toMatchObject({ failure: "unavailable" });
  });
});

describe("proposing", () => {
  const files = [{ path: "catalog-info.yaml", text: "kind: Component\n" }];
  const proposal = { branch: "devcontrol/x", base: "main", title: "T", body: "B", message: "M", files };

  test("is a branch, a commit and a pull request; asked twice, it is the same one", async () => {
    github.addRepository("propose/a", { "README.md": "# A" });
    const first = await client.propose("propose/a", proposal);
    expect(first).toMatchObject({ number: 1, base: "main", branch: "devcontrol/x" });
    expect(await client.propose("propose/a", proposal)).toEqual(first);
    expect(github.filesOf("propose/a", "devcontrol/x")).toEqual({
      "README.md": "# A",
      "catalog-info.yaml": files[0]?.text ?? "",
    });
    expect(github.filesOf("propose/a", "main")).toEqual({ "README.md": "# A" });
  });

  test("does not write over a branch of somebody else, unless it is to be updated", async () => {
    github.addRepository("propose/b", { "README.md": "# B" });
    github.push("propose/b", { "README.md": "# B", "theirs.txt": "x" }, { branch: "devcontrol/x" });
    expect(await failed(client.propose("propose/b", proposal))).toEqual({ failure: "conflict" });
    await client.propose("propose/b", { ...proposal, isUpdate: true });
    expect(Object.keys(github.filesOf("propose/b", "devcontrol/x")).sort()).toEqual([
      "README.md",
      "catalog-info.yaml",
      "theirs.txt",
    ]);
  });

  test("says when there is nothing to propose", async () => {
    github.addRepository("propose/c", { "catalog-info.yaml": "kind: Component\n" });
    expect(await failed(client.propose("propose/c", proposal))).toEqual({ failure: "conflict" });
  });
});
