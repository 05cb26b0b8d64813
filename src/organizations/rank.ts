import { ROLES, type Role } from "../../db/schema/organizations.ts";

const rank = (role: Role) => ROLES.indexOf(role);

/** Nobody gives a role above their own, nor touches a member above themselves. */
export const mayGive = (mine: Role, role: Role) => rank(role) <= rank(mine);

/** Why this change of a member may not be; null = it may. `to: null` = the member goes. */
export function whyNotChange(change: {
  mine: Role;
  isSelf: boolean;
  from: Role;
  to: Role | null;
  owners: number;
}): "above-you" | "last-owner" | null {
  const { mine, isSelf, from, to, owners } = change;
  if (from === "owner" && to !== "owner" && owners <= 1) return "last-owner";
  if (isSelf && (to === null || mayGive(mine, to))) return null;
  return mayGive(mine, from) && (to === null || mayGive(mine, to)) ? null : "above-you";
}
