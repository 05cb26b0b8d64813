type Told = { action: string; data: Record<string, unknown> };

/** One event of an entity as a sentence. */
export function describeEvent({ action, data }: Told): string {
  const file = typeof data.file === "string" ? data.file : null;
  switch (action) {
    case "catalog.import":
      return `${file ?? "Its file"} was imported${counts(data)}`;
    case "catalog.remove":
      return "It was removed";
    case "scorecard.level":
      return typeof data.level === "string"
        ? `Reached ${data.level} on ${data.scorecard ?? "a scorecard"}`
        : `Fell below the first level of ${data.scorecard ?? "a scorecard"}`;
    default:
      return action;
  }
}

function counts(data: Record<string, unknown>): string {
  const words = { new: "new", changed: "changed", orphaned: "orphaned" };
  const parts = Object.entries(words).flatMap(([key, word]) => (Number(data[key]) > 0 ? [`${data[key]} ${word}`] : []));
  return parts.length > 0 ? `: ${parts.join(", ")} in the file` : ", nothing changed";
}
