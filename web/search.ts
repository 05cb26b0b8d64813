import * as z from "zod/mini";

/**
 * What the address of each page may hold. An address is typed by people and pasted from chats:
 * a value that means nothing falls back to none and never breaks the page.
 */
const text = () => z.catch(z.optional(z.coerce.string().check(z.maxLength(200))), undefined);
const words = () => z.catch(z.optional(z.array(z.coerce.string())), undefined);
const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.catch(z.optional(z.enum(values)), undefined);
const someOf = <const Values extends readonly string[]>(values: Values) =>
  z.catch(z.optional(z.array(z.enum(values))), undefined);
const flag = () => z.catch(z.optional(z.boolean()), undefined);

const day = () => z.catch(z.optional(z.iso.date()), undefined);

const answer = () => oneOf(["yes", "no", "unknown"]);
/** Two standing views of costs, and the four costs. */
export const METRICS = ["pay", "run", "unblended", "amortized", "netUnblended", "netAmortized"] as const;
/** A minus sorts downwards. */
export const SORTS = ["name", "-cost", "type", "-changed"] as const;
const SEVERITIES = ["critical", "high", "medium", "low"] as const;
const STATUSES = ["FAIL", "UNKNOWN", "PASS", "MANUAL", "NOT_APPLICABLE"] as const;
export const JOB_STATES = ["queued", "running", "done", "failed", "superseded"] as const;
/** US dollars a month and days, as the address holds them. */
export const COSTS = ["10", "50", "100", "500", "unknown"] as const;
export const AGES = ["1", "7", "30"] as const;
export const RANGES = ["month", "30d", "90d"] as const;

export const LoginSearch = z.object({ next: text(), problem: text() });
export const SecuritySearch = z.object({ problem: text() });
export const RolesSearch = z.object({ search: text() });
export const TeamsSearch = z.object({ team: text() });
export const SignupSearch = z.object({ invited: flag() });
export const RESOURCE_GROUPS = ["type", "account", "region", "owner", "tag"] as const;
export const RESOURCE_CHANGES = ["changed", "new", "vanished", "returned"] as const;
/** Days back. */
export const CHANGE_AGES = ["1", "7", "30", "90"] as const;
export const ChangesSearch = z.object({
  search: text(),
  days: oneOf(CHANGE_AGES),
  /** A day, instead of a number of days. */
  since: text(),
  change: someOf(RESOURCE_CHANGES),
  type: words(),
  region: words(),
  account: words(),
  owner: words(),
  /** An entity of the catalog: what belongs to it. */
  entity: text(),
  id: text(),
});
export const GRAPH_DEPTHS = ["1", "2", "3", "4"] as const;
export const ResourceGraphSearch = z.object({
  search: text(),
  /** The resource that everything stands around. */
  around: text(),
  ref: text(),
  depth: oneOf(GRAPH_DEPTHS),
  type: words(),
  way: oneOf(["both", "up", "down"]),
  view: oneOf(["graph", "list"]),
});
export const ResourcesSearch = z.object({
  search: text(),
  type: words(),
  region: words(),
  account: words(),
  status: words(),
  encrypted: answer(),
  public: answer(),
  hasBackup: answer(),
  tag: text(),
  cost: oneOf(COSTS),
  new: oneOf(AGES),
  owner: words(),
  vanished: flag(),
  group: oneOf(RESOURCE_GROUPS),
  /** The tag to group by. */
  key: text(),
  sort: oneOf(SORTS),
  columns: words(),
  id: text(),
});
export const CatalogSearch = z.object({
  search: text(),
  kind: words(),
  type: words(),
  owner: words(),
  lifecycle: words(),
  hasOwner: oneOf(["yes", "no"]),
  orphaned: flag(),
});
export const GraphSearch = z.object({
  search: text(),
  kind: words(),
  owner: words(),
  /** Only what this one needs, and what needs it. */
  around: text(),
  /** What is chosen. */
  ref: text(),
  way: oneOf(["both", "up", "down"]),
  view: oneOf(["graph", "list"]),
});
/** Which scorecard is copied or changed. */
export const ScorecardSearch = z.object({ from: text() });
export const FINDING_GROUPS = ["rule", "account", "owner"] as const;
export const FindingsSearch = z.object({
  search: text(),
  severity: someOf(SEVERITIES),
  rule: words(),
  account: words(),
  status: someOf(STATUSES),
  resolved: flag(),
  excepted: flag(),
  owner: words(),
  assignee: words(),
  /** Reference of the entity whose AWS resources are asked for. */
  entity: text(),
  group: oneOf(FINDING_GROUPS),
  report: flag(),
  id: text(),
});
export const RulesSearch = z.object({
  search: text(),
  severity: someOf(SEVERITIES),
  state: someOf(["off", "own", "failing"]),
  id: text(),
});
export const ExceptionsSearch = z.object({ ended: flag() });
export const REQUIREMENT_STATUSES = ["FAIL", "UNKNOWN", "MANUAL", "EXCEPTED", "PASS", "NONE"] as const;
export const ComplianceSearch = z.object({ account: words(), older: flag() });
export const FrameworkSearch = z.object({
  search: text(),
  status: someOf(REQUIREMENT_STATUSES),
  section: words(),
  account: words(),
});
export const COST_GROUPS = [
  "service",
  "account",
  "region",
  "team",
  "component",
  "environment",
  "category",
  "kind",
] as const;
/** Days up to today, whole months, or `from` and `to`. */
export const EXPLORED = ["7d", "30d", "90d", "month", "last-month", "year", "days"] as const;
/** What a period is compared with: the days right before it, a year before, or those that begin on the day `since`. */
export const COMPARED = ["before", "year", "days"] as const;
export const ExploreSearch = z.object({
  metric: oneOf(METRICS),
  period: oneOf(EXPLORED),
  from: day(),
  to: day(),
  against: oneOf(COMPARED),
  since: day(),
  by: text(),
  service: words(),
  category: someOf(["Usage", "Purchase", "Tax", "Credit", "Adjustment"]),
  account: words(),
  region: words(),
  team: words(),
  component: words(),
  environment: words(),
});
export const AnomaliesSearch = z.object({
  scope: oneOf(["service", "account", "team", "region", "total"]),
  verdict: oneOf(["open", "unexpected", "expected"]),
});
export const OwnersSearch = z.object({ month: text(), team: text(), metric: oneOf(METRICS) });
export const CostsSearch = z.object({ metric: oneOf(METRICS), range: oneOf(RANGES) });
export const JobsSearch = z.object({ state: someOf(JOB_STATES), name: text(), id: text() });
export const AuditSearch = z.object({
  actor: text(),
  action: words(),
  target: words(),
  targetId: text(),
  since: text(),
  from: text(),
  to: text(),
  id: text(),
});
export const MEMBER_STATUSES = [
  "connected",
  "checking",
  "waiting",
  "failing",
  "not-connected",
  "skipped",
  "left",
  "management",
] as const;
export const MembersSearch = z.object({ search: text(), status: oneOf(MEMBER_STATUSES), id: text() });
export const AccountsSearch = z.object({ role: text() });

export const validate =
  <Schema extends z.ZodMiniType>(schema: Schema) =>
  (search: Record<string, unknown>): z.infer<Schema> =>
    schema.parse(search);
