export type Change = { field: string; before: unknown; after: unknown };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What differs between before and after, field by field; what stayed is left out. */
export function changesOf(data: Record<string, unknown>): Change[] {
  const [before, after] = [data.before, data.after].map((side) => (isRecord(side) ? flat(side) : {}));
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields
    .map((field) => ({ field, before: before?.[field], after: after?.[field] }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}

/** Settings inside settings by their path, so that one that changed does not show all of them. */
const flat = (side: Record<string, unknown>, path = ""): Record<string, unknown> =>
  Object.assign(
    {},
    ...Object.entries(side).map(([field, value]) =>
      isRecord(value) ? flat(value, `${path}${field}.`) : { [path + field]: value },
    ),
  );

/** What an event tells besides before and after. */
export const detailsOf = (data: Record<string, unknown>): [string, unknown][] =>
  Object.entries(data).filter(([name]) => name !== "before" && name !== "after");

export const toText = (value: unknown): string =>
  value === undefined || value === null ? "–" : typeof value === "string" ? value : JSON.stringify(value);
