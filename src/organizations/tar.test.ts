import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzip, tarEnd, tarFile } from "./tar.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const AT = new Date("2026-11-21T12:00:00Z");

test("the system's tar reads it, from gzip members one after the other", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tar-"));
  try {
    const files = { "acme/a.jsonl": '{"a":1}\n', "acme/empty.jsonl": "", "acme/b.jsonl": `${"é".repeat(700)}\n` };
    const members = await Promise.all(
      [...Object.entries(files).map(([name, text]) => tarFile(name, bytes(text), AT)), tarEnd()].map(gzip),
    );
    writeFileSync(join(folder, "x.tar.gz"), Buffer.concat(members));
    const { exitCode, stderr } = Bun.spawnSync(["tar", "-xzf", "x.tar.gz"], { cwd: folder });
    expect({ exitCode, said: stderr.toString() }).toEqual({ exitCode: 0, said: "" });
    for (const [name, text] of Object.entries(files)) expect(readFileSync(join(folder, name), "utf8")).toBe(text);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a name that does not fit is a defect, not a broken archive", () => {
  expect(() => tarFile("x".repeat(101), bytes(""), AT)).toThrow("too long");
});
