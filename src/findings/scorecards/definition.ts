import * as z from "zod";
import { type Predicate, type PredicateProblem, parsePredicate, readYaml } from "../../base/predicate.ts";

export type ScorecardRule = {
  id: string;
  title: string;
  /** Index in `levels`. */
  level: number;
  when: Predicate;
  /** What to do when it does not pass. */
  remedy: string | null;
};
/** What is asked of the entities that `appliesTo` is true of; whoever passes all rules of a level and of those below has it. */
export type Scorecard = {
  title: string;
  description: string | null;
  appliesTo: Predicate;
  levels: readonly string[];
  rules: readonly ScorecardRule[];
};
export type Problem = Omit<PredicateProblem, "at">;
export type ReadScorecard = { scorecard: Scorecard; problems: [] } | { scorecard: null; problems: Problem[] };

const PROBLEMS_MAX = 20;
const word = (max: number) => z.string().trim().min(1).max(max);
const Rule = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/, "Use lower-case letters, digits and dashes, at most 60."),
  title: word(120),
  level: word(40),
  when: z.unknown(),
  remedy: word(500).optional(),
});
const Definition = z.strictObject({
  title: word(80),
  description: word(500).optional(),
  appliesTo: z.unknown(),
  levels: z.array(word(40)).min(1).max(6),
  rules: z.array(Rule).min(1).max(50),
});

/** A scorecard from its YAML; what is wrong in it has its line and column. */
export function readScorecard(text: string): ReadScorecard {
  const read = readYaml(text);
  if (read.problems.length > 0) return { scorecard: null, problems: read.problems.map(withoutPath) };
  const problems: PredicateProblem[] = [];
  const say = (at: PredicateProblem["at"], message: string) => void problems.push({ at, message, ...read.place(at) });
  const refused = (): ReadScorecard => ({
    scorecard: null,
    problems: problems.slice(0, PROBLEMS_MAX).map(withoutPath),
  });
  const parsed = Definition.safeParse(read.value);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) {
      const at = path.filter((part) => typeof part !== "symbol");
      say(at, at.length > 0 ? `${at.join(".")}: ${message}` : message);
    }
    return refused();
  }
  const { title, description, levels, rules } = parsed.data;
  const condition = (value: unknown, at: PredicateProblem["at"]): Predicate => {
    const { predicate, problems: wrong } = parsePredicate(value);
    for (const problem of wrong) say([...at, ...problem.at], problem.message);
    return predicate ?? NEVER;
  };
  if (new Set(levels).size < levels.length) say(["levels"], "Two levels have the same name.");
  const seen = new Set<string>();
  const scored = rules.map(({ id, title, level, when, remedy }, i): ScorecardRule => {
    if (seen.has(id)) say(["rules", i, "id"], `The rule ${id} is there twice.`);
    seen.add(id);
    if (!levels.includes(level))
      say(["rules", i, "level"], `There is no level "${level}". The levels are ${levels.join(", ")}.`);
    return {
      id,
      title,
      level: levels.indexOf(level),
      when: condition(when, ["rules", i, "when"]),
      remedy: remedy ?? null,
    };
  });
  const scorecard = {
    title,
    description: description ?? null,
    appliesTo: condition(parsed.data.appliesTo, ["appliesTo"]),
    levels,
    rules: scored,
  };
  return problems.length > 0 ? refused() : { scorecard, problems: [] };
}

const NEVER: Predicate = { is: "any", of: [] };
const withoutPath = ({ message, line, column }: PredicateProblem): Problem => ({ message, line, column });
