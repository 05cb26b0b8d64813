import { TRPCClientError } from "@trpc/client";
import type { inferRouterError } from "@trpc/server";
import type { AppRouter } from "../router.ts";

type Data = inferRouterError<AppRouter>["data"];
/** The server's own codes; UNREACHABLE: it could not be asked or did not answer as DevControl does; TIMEOUT: not in time. */
export type ErrorCode = Data["code"] | "UNREACHABLE";

type Facts = { code: ErrorCode; message: string; requestId: string | null; fields: Record<string, string> };

/** Why a call failed: a sentence for people, a code to decide by, and what to quote when reporting it. */
export class DevControlError extends TRPCClientError<AppRouter> implements Facts {
  readonly code: ErrorCode;
  /** null: the request never reached DevControl. */
  readonly requestId: string | null;
  /** Input that was refused, by its path. */
  readonly fields: Record<string, string>;

  constructor(facts: Facts, cause: TRPCClientError<AppRouter>) {
    super(facts.message, { cause, meta: cause.meta, result: cause.shape ? { error: cause.shape } : undefined });
    // tRPC's own constructor makes every subclass a plain TRPCClientError.
    Object.setPrototypeOf(this, DevControlError.prototype);
    this.name = "DevControlError";
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.fields = facts.fields;
  }
}

export function toDevControlError(error: TRPCClientError<AppRouter>): DevControlError {
  return error instanceof DevControlError ? error : new DevControlError(factsOf(error), error);
}

function factsOf({ data, message, meta, cause }: TRPCClientError<AppRouter>): Facts {
  if (data) return { code: data.code, message, requestId: data.requestId, fields: data.fields ?? {} };
  const problem = meta?.responseJSON;
  if (isProblem(problem)) {
    const { code, detail, requestId = null } = problem;
    return { code, message: detail, requestId, fields: {} };
  }
  const isLate = cause instanceof Error && cause.name === "TimeoutError";
  return {
    code: isLate ? "TIMEOUT" : "UNREACHABLE",
    message: isLate
      ? "DevControl did not answer in time. Try again; a change may have happened all the same."
      : "DevControl could not be reached. Check the address, and try again in a few seconds.",
    requestId: null,
    fields: {},
  };
}

/** RFC 9457, as DevControl answers where no procedure was reached: while it starts again, or an address that is none. */
function isProblem(value: unknown): value is { code: Data["code"]; detail: string; requestId?: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    typeof value.code === "string" &&
    "detail" in value &&
    typeof value.detail === "string"
  );
}
