import { ROLES, type Role } from "../../db/schema/organizations.ts";
import { proceduresOf, scopeOf } from "./trpc.ts";

/** One thing that the product can do, and who may: a row of the permission table. */
export type Permission = {
  /** "findings.list" */
  path: string;
  capability: string;
  title: string;
  isChange: boolean;
  /** The least role that may; or whoever is signed in, or anyone at all. */
  needs: Role | "signed-in" | "anyone";
  /** Who has the role on the service that it acts on may, too. */
  isPerService: boolean;
  /** What an API key must be allowed; null: no key may. */
  scope: string | null;
};

/** The permission table: every procedure by what it says of itself, in the order of its name. */
export function permissionsOf(router: Parameters<typeof proceduresOf>[0]): Permission[] {
  return Object.entries(proceduresOf(router))
    .map(([path, facts]): Permission => {
      const { type, meta } = facts ?? { type: "query" };
      if (!meta?.role || !meta.title) throw new Error(`${path} does not say who may call it, or what it does.`);
      return {
        path,
        capability: path.split(".")[0] ?? path,
        title: meta.title,
        isChange: type === "mutation",
        needs: meta.role,
        isPerService: meta.isPerService === true,
        scope: isRole(meta.role) && !meta.isForPeople ? scopeOf(path, type) : null,
      };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What the table says of a member of that role. */
export const mayCall = (role: Role, { needs }: Pick<Permission, "needs">) =>
  !isRole(needs) || ROLES.indexOf(role) >= ROLES.indexOf(needs);

const isRole = (word: string): word is Role => ROLES.some((role) => role === word);
