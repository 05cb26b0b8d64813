import * as z from "zod/mini";

/**
 * What the address of each page may hold. An address is typed by people and pasted from chats:
 * a value that means nothing falls back to none and never breaks the page.
 */
const text = () => z.catch(z.optional(z.coerce.string().check(z.maxLength(200))), undefined);
const words = () => z.catch(z.optional(z.array(z.coerce.string())), undefined);
const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z.catch(z.optional(z.enum(values)), undefined);
const flag = () => z.catch(z.optional(z.boolean()), undefined);

const answer = () => oneOf(["yes", "no", "unknown"]);
export const METRICS = ["unblended", "amortized", "netUnblended", "netAmortized"] as const;
export const RANGES = ["month", "30d", "90d"] as const;

export const LoginSearch = z.object({ next: text() });
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
  vanished: flag(),
  sort: text(),
  direction: oneOf(["asc", "desc"]),
  columns: words(),
  id: text(),
});
export const FindingsSearch = z.object({
  search: text(),
  severity: words(),
  rule: text(),
  status: text(),
  id: text(),
});
export const CostsSearch = z.object({ metric: oneOf(METRICS), range: oneOf(RANGES) });
export const JobsSearch = z.object({ state: text(), name: text(), id: text() });
export const AccountsSearch = z.object({ connect: oneOf(["sample", "role", "keys"]) });

export const validate =
  <Schema extends z.ZodMiniType>(schema: Schema) =>
  (search: Record<string, unknown>): z.infer<Schema> =>
    schema.parse(search);
