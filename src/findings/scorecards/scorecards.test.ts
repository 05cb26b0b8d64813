import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { DEFAULTS } from "./defaults.ts";
import { readScorecard } from "./definition.ts";
import { standing } from "./judge.ts";

const CARD = `title: Ready
appliesTo: { kind: Component }
levels: [Bronze, Silver, Gold]
rules:
  - { id: owner, title: Owner, level: Bronze, when: { owner.kind: { $exists: true } } }
  - { id: calm, title: Calm, level: Silver, when: { findings.open: 0 } }
  - { id: docs, title: Docs, level: Gold, when: { metadata.docs: true } }
`;
const card = readScorecard(CARD).scorecard;
if (!card) throw new Error("the example cannot be read");
const stands = (data: Record<string, unknown>, unread: Record<string, string> = {}) =>
  standing(card, { data: { kind: "Component", ...data }, unread });
const all = { owner: { kind: "Group" }, findings: { open: 0 }, metadata: { docs: true } };

describe("a level is reached", () => {
  test("when its rules and those of every level below pass", () => {
    expect(stands(all)?.level).toBe(2);
    expect(stands({ ...all, metadata: {} })?.level).toBe(1);
    expect(stands({ ...all, findings: { open: 1 } })?.level).toBe(0);
    expect(stands({ ...all, owner: {} })?.level).toBeNull();
  });
  test("not by what was not read, which does not fail either", () => {
    const unread = stands(all, { findings: "no scan" });
    expect(unread).toMatchObject({ level: 0, passed: 2, total: 3 });
    expect(unread?.rules[1]).toEqual({
      id: "calm",
      status: "UNKNOWN",
      because: ["findings.open is not known: no scan"],
    });
  });
  test("only by what the scorecard is about", () => {
    expect(standing(card, { data: { ...all, kind: "API" }, unread: {} })).toBeNull();
  });
  test("never higher with one rule less passing", () => {
    const bit = fc.boolean();
    fc.assert(
      fc.property(bit, bit, bit, (owner, calm, docs) => {
        const data = { owner: owner ? { kind: "Group" } : {}, findings: { open: calm ? 0 : 1 }, metadata: { docs } };
        const level = stands(data)?.level ?? -1;
        expect(level).toBe(!owner ? -1 : !calm ? 0 : !docs ? 1 : 2);
      }),
    );
  });
});

describe("what cannot be read is told with its line", () => {
  const cases: [change: [string, string], line: number, message: string][] = [
    [["{ findings.open: 0 }", "{ findings.open: { $like: 0 } }"], 6, "$like is not known"],
    [["level: Silver", "level: Platinum"], 6, 'no level "Platinum"'],
    [["id: calm", "id: owner"], 6, "there twice"],
    [["{ kind: Component }", "Component"], 2, "Expected a condition"],
    [["title: Docs, ", ""], 7, "rules.2.title"],
    [["levels: [Bronze, Silver, Gold]", "levels: [Bronze, Bronze, Silver, Gold]"], 3, "same name"],
    [["title: Ready", "title: 'Ready"], 7, ""],
  ];
  for (const [[from, to], line, message] of cases)
    test(to, () => {
      const { scorecard, problems } = readScorecard(CARD.replace(from, to));
      expect(scorecard).toBeNull();
      expect(problems[0]?.message).toContain(message);
      if (message) expect(problems[0]?.line).toBe(line);
    });
});

test("the built-in scorecards can be read, and each level of each has a rule", () => {
  for (const [slug, definition] of DEFAULTS) {
    const { scorecard, problems } = readScorecard(definition);
    expect({ slug, problems }).toEqual({ slug, problems: [] });
    expect(new Set(scorecard?.rules.map(({ level }) => level)).size).toBe(scorecard?.levels.length ?? 0);
  }
});
