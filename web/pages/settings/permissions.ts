import { mayGive, type Role } from "../../ui/organization.ts";

type Permission = {
  path: string;
  capability: string;
  title: string;
  needs: Role | "signed-in" | "anyone";
  scope: string | null;
};

/** A role holds the ones below it; what needs no role is everybody's. */
export const isAllowed = (role: Role, { needs }: Pick<Permission, "needs">) =>
  needs === "anyone" || needs === "signed-in" || mayGive(role, needs);

/** Where people know a capability by another word than the code does. */
const LABELS: Record<string, string> = {
  activity: "Audit log",
  identity: "Your account",
  inventory: "AWS accounts and resources",
  live: "Live changes",
  operations: "Jobs",
  organizations: "Organisation",
};

export const capabilityLabel = (capability: string) =>
  LABELS[capability] ?? `${capability.charAt(0).toUpperCase()}${capability.slice(1)}`;

/** By capability, those that hold every word of the search, reading before changing. */
export function groupPermissions<Row extends Permission & { isChange: boolean }>(
  items: readonly Row[],
  search: string,
): { capability: string; rows: Row[] }[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const found = items.filter(({ path, title, capability }) => {
    const text = `${title} ${path} ${capabilityLabel(capability)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const groups = Map.groupBy(found, ({ capability }) => capability);
  return [...groups]
    .map(([capability, rows]) => ({
      capability,
      rows: rows.toSorted((a, b) => Number(a.isChange) - Number(b.isChange) || (a.title < b.title ? -1 : 1)),
    }))
    .sort((a, b) => (capabilityLabel(a.capability) < capabilityLabel(b.capability) ? -1 : 1));
}
