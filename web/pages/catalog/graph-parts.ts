import type { Outputs } from "../../api.ts";
import type { GraphSearch as Schema, validate } from "../../search.ts";

export type GraphSearch = ReturnType<ReturnType<typeof validate<typeof Schema>>>;
export type GraphData = Outputs["catalog"]["graph"];

export const isGraphFiltered = ({ kind, owner, around }: GraphSearch) =>
  Boolean(kind?.length || owner?.length || around);

const WORDS: Record<string, string> = {
  dependsOn: "depends on",
  consumesApi: "consumes",
  apiProvidedBy: "is provided by",
};
export const usesInWords = (kind: string) => WORDS[kind] ?? kind;
