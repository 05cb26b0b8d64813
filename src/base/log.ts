export type Level = "debug" | "info" | "warn" | "error";
export type Fields = Record<string, unknown>;
/** One wide event per request or job run, as a JSON line. */
export type Log = (level: Level, message: string, fields?: Fields) => void;

export const jsonLog: Log = (level, message, fields = {}) => {
  const line = JSON.stringify({ level, message, ...fields });
  (level === "error" ? console.error : console.log)(line);
};

/** What operators may see of an unexpected error; clients see none of it. */
export function describeError(error: unknown): Fields {
  if (!(error instanceof Error)) return { error: String(error).slice(0, 500) };
  const cause = error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : undefined;
  return {
    error: `${error.name}: ${error.message}`.slice(0, 1000),
    cause: cause?.slice(0, 1000),
    stack: error.stack?.split("\n").slice(1, 6).join(" | "),
  };
}
