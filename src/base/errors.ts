/** The words a caller can act on. Each maps to one HTTP status and one tRPC code, in this file only. */
export const STATUS = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  UNPROCESSABLE_CONTENT: 422,
  TOO_MANY_REQUESTS: 429,
  BAD_GATEWAY: 502,
  SERVICE_UNAVAILABLE: 503,
} as const;
export type Code = keyof typeof STATUS;

/** The limit of a plan that somebody has met. */
export type Limit = { kind: string; plan: string; used: number; max: number };

/**
 * An outcome that the caller can do something about: what is wrong and what to do next.
 * Anything else that is thrown is a defect or an outage, and its text never reaches a client.
 */
export class Expected extends Error {
  override readonly name = "Expected";
  constructor(
    readonly code: Code,
    message: string,
    readonly detail: { fields?: Record<string, string>; retryAfterSeconds?: number; limit?: Limit } = {},
  ) {
    super(message);
  }
}

export const badRequest = (message: string, fields?: Record<string, string>) =>
  new Expected("BAD_REQUEST", message, fields ? { fields } : {});
export const unauthorized = (message = "Sign in to continue.") => new Expected("UNAUTHORIZED", message);
export const forbidden = (message: string) => new Expected("FORBIDDEN", message);
export const notFound = (what: string) => new Expected("NOT_FOUND", `${what} does not exist, or you cannot see it.`);
export const conflict = (message: string) => new Expected("CONFLICT", message);
export const unavailable = (message: string, retryAfterSeconds = 2) =>
  new Expected("SERVICE_UNAVAILABLE", message, { retryAfterSeconds });

const LIMIT_WORDS: Record<string, string> = {
  members: "members and open invitations",
  awsAccounts: "AWS accounts",
  checks: "checks",
};

/** The plan is full: what to do is to remove something, or to ask for a larger plan. */
export const limitReached = (limit: Limit) =>
  new Expected(
    "CONFLICT",
    `The ${limit.plan} plan has room for ${limit.max} ${LIMIT_WORDS[limit.kind] ?? limit.kind}, and ${limit.used} are there. Remove one that nobody needs, or ask whoever runs this installation for a larger plan.`,
    { limit },
  );

/** The day is full; it is over at midnight UTC. */
export const dayIsFull = (limit: Limit, now: Date) =>
  new Expected(
    "TOO_MANY_REQUESTS",
    `The ${limit.plan} plan has room for ${limit.max} changes a day, and today's are made. Go on after midnight UTC, or ask whoever runs this installation for a larger plan.`,
    { limit, retryAfterSeconds: Math.ceil((86_400_000 - (now.getTime() % 86_400_000)) / 1000) },
  );
