import { expect, test } from "bun:test";
import fc from "fast-check";
import { isCollection, isNode, LineCounter, parseDocument } from "yaml";
import { linesOfItems } from "./json-lines.ts";

test("tells the same lines as a parser that knows the place of everything", () => {
  const texts = fc.tuple(
    fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 8 }),
    fc.constantFrom(undefined, 1, 2, "\t"),
  );
  fc.assert(
    fc.property(texts, ([list, indent]) => {
      const text = JSON.stringify(list, null, indent);
      const counter = new LineCounter();
      const { contents } = parseDocument(text, { lineCounter: counter });
      const items = isCollection(contents) ? contents.items : [];
      const expected = items.map((item) => counter.linePos(isNode(item) ? (item.range?.[0] ?? 0) : 0).line);
      expect(linesOfItems(text)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['{"a": 1,\n "b": {"a": 2}}', [1]],
  ['\n\n{"a": "}"}', [3]],
  ['[{"a": 1},\n\n {"a": 2}, 3]', [1, 3, 3]],
  ["[]", []],
  ['[{"a": 1, "a": 2}]', null],
  ['[{"a": 1, "\\u0061": 2}]', null],
  ['[{"a": {"b": 1, "b": 2}}]', null],
  ['[{"a": [{"b": 1}, {"b": 2}], "c": "\\"a\\": 1"}]', [1]],
  ["7", null],
])("%j begins in %j", (text, lines) => {
  expect(linesOfItems(text)).toEqual(lines);
});
