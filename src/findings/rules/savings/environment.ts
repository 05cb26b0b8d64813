const KEYS = ["environment", "env", "stage"];
const PRODUCTION = ["prod", "production", "prd", "live"];
const OTHERS = [
  "dev",
  "develop",
  "development",
  "test",
  "testing",
  "qa",
  "uat",
  "staging",
  "stage",
  "sandbox",
  "preview",
  "demo",
  "nonprod",
  "non-prod",
];

/** From the Environment tag. A value that nobody agreed on decides nothing: null. */
export function environmentOf(tags: Record<string, string> | null): "production" | "non-production" | null {
  const entries = Object.entries(tags ?? {}).map(([key, value]) => [key.toLowerCase(), value.trim().toLowerCase()]);
  const value = KEYS.map((key) => entries.find(([name]) => name === key)?.[1]).find((found) => found);
  if (value === undefined) return null;
  if (PRODUCTION.includes(value)) return "production";
  return OTHERS.includes(value) ? "non-production" : null;
}
