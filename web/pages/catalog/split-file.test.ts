import { expect, test } from "bun:test";
import { splitFile } from "./split-file.ts";

const document = (n: number) =>
  `apiVersion: v1\nkind: Component\nmetadata: {name: c-${n}, description: ${"x".repeat(200)}}\n`;

test("a YAML file is cut between its documents, and each part knows its line", () => {
  const text = Array.from({ length: 5_000 }, (_, n) => document(n)).join("---\n");
  const parts = splitFile(text);
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.map((part) => part.text).join("")).toBe(text);
  const lines = text.split("\n");
  for (const { firstLine, text: part } of parts) {
    expect(lines[firstLine - 1]).toBe(part.split("\n")[0] ?? "");
    expect(part.length).toBeLessThanOrEqual(400_000);
  }
});

test("a line that only looks like the end of a document stays where it is", () => {
  const text = "a: |\n  x\n  --- no\n---text: 1\nb: 2\n";
  expect(splitFile(text)).toEqual([{ firstLine: 1, text }]);
});

test("a list in JSON is cut between its items", () => {
  const list = Array.from({ length: 5_000 }, (_, n) => ({ n, text: "y".repeat(100) }));
  const parts = splitFile(JSON.stringify(list, null, 2));
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.flatMap(({ text }) => JSON.parse(text))).toEqual(list);
  expect(parts[1]?.firstLine).toBe((JSON.parse(parts[0]?.text ?? "[]") as unknown[]).length + 1);
});
