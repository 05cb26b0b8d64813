import * as z from "zod/mini";
import type { Outputs } from "../../api.ts";

export type EntityDetail = Outputs["catalog"]["get"];
type Relation = EntityDetail["relations"][number];

const WORDS: Record<string, string> = {
  ownedBy: "Owned by",
  ownerOf: "Owns",
  providesApi: "Provides",
  apiProvidedBy: "Provided by",
  consumesApi: "Consumes",
  apiConsumedBy: "Consumed by",
  dependsOn: "Depends on",
  dependencyOf: "Needed by",
  parentOf: "Parent of",
  childOf: "Child of",
  memberOf: "Member of",
  hasMember: "Members",
  partOf: "Part of",
  hasPart: "Parts",
};
export const relationInWords = (type: string) => WORDS[type] ?? type;

/** Edges by their kind, in the order of the words above: who owns it first. */
export function byType(relations: readonly Relation[]): [type: string, Relation[]][] {
  const order = Object.keys(WORDS);
  const rank = (type: string) => (order.includes(type) ? order.indexOf(type) : order.length);
  return [...Map.groupBy(relations, ({ type }) => type)].sort(([a], [b]) => rank(a) - rank(b));
}

const Said = z.array(z.object({ file: z.string(), line: z.number(), says: z.string() }));
/** Who says so, in words. */
export function provenance({ source, saidBy, confidence, evidence }: Relation): string {
  const where = saidBy === "this" ? "in its own file" : "in the other's file";
  if (source === "declared") return `Declared ${where}`;
  const said = Said.safeParse(evidence.said).data ?? [];
  const lines = said.map(({ file, line, says }) => `; ${file}:${line} ${says}`).join("");
  return `${source === "inferred" ? "Inferred" : "Observed"}, ${Math.round(confidence * 100)} % sure${lines}`;
}

/** What may be opened from a page: a file can say javascript:. */
export const isWebAddress = (url: string) => /^(https?:|mailto:)/i.test(url);
