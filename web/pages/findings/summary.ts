import type { Outputs } from "../../api.ts";

export type FindingsSummary = Outputs["findings"]["summary"];

export const countOpen = ({ openBySeverity }: Pick<FindingsSummary, "openBySeverity">) =>
  Object.values(openBySeverity).reduce((sum, count) => sum + count, 0);
