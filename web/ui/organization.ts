import { createContext, use } from "react";

export type Role = "owner" | "maintainer" | "developer" | "viewer";
export const ROLES: readonly Role[] = ["viewer", "developer", "maintainer", "owner"];
const RANK: Record<Role, number> = { owner: 3, maintainer: 2, developer: 1, viewer: 0 };
export const ROLE_WORDS: Record<Role, string> = {
  owner: "Owner",
  maintainer: "Maintainer",
  developer: "Developer",
  viewer: "Viewer",
};
/** Nobody gives a role above their own. */
export const mayGive = (mine: Role, role: Role) => RANK[role] <= RANK[mine];

/** `deleteAt`: when it is deleted, unless an owner undoes that. */
type Organization = { slug: string; name: string; role: Role; isSample: boolean; deleteAt: string | null };

export const OrganizationContext = createContext<Organization | null>(null);

export function useOrganization(): Organization {
  const organization = use(OrganizationContext);
  if (!organization) throw new Error("useOrganization outside of an organisation's pages");
  return organization;
}

/** null: this person may; otherwise the reason to show beside the disabled action. */
export function whyNot({ role, isSample }: Organization, needed: Role): string | null {
  if (isSample) return "The demo organisation is read-only. Sign up to do this with your own account.";
  if (RANK[role] < RANK[needed]) return `Needs the role ${needed}; yours is ${role}. Ask an owner of the organisation.`;
  return null;
}
