/** From this share on, a limit is near. */
const NEAR = 0.8;

export const levelOf = (used: number | null, max: number): "fine" | "near" | "full" | null =>
  used === null ? null : used >= max ? "full" : used >= max * NEAR ? "near" : "fine";

export const PLAN_WORDS = { free: "Free", team: "Team", enterprise: "Enterprise" };

export const LIMIT_KINDS = ["members", "awsAccounts", "checks", "eventsPerDay", "apiRequestsPerMinute"] as const;
type LimitKind = (typeof LIMIT_KINDS)[number];

export const LIMIT_WORDS: Record<LimitKind, string> = {
  members: "Members",
  awsAccounts: "AWS accounts",
  eventsPerDay: "Changes a day",
  apiRequestsPerMinute: "Calls a minute",
  checks: "Checks",
};

export const LIMIT_NOTES: Record<LimitKind, string> = {
  members: "With the invitations that are open.",
  awsAccounts: "Connected by role or by keys, and the sample account.",
  eventsPerDay: "By people and API keys, since midnight UTC. Jobs do not count.",
  apiRequestsPerMinute: "Of everybody together, people and API keys.",
  checks: "Of services and addresses.",
};
