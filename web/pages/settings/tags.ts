/** "Owner, CostCenter,,Owner" → ["Owner", "CostCenter"] */
export const toTags = (text: string): string[] => [
  ...new Set(
    text
      .split(",")
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
];
