const ID = /^[A-Za-z0-9._:-]{8,128}$/;
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The caller's own id of this request where it sent a usable one, so that its logs and ours meet:
 * X-Request-Id, X-Correlation-Id, or the trace id of a W3C traceparent. Else a new one.
 */
export function requestIdOf(headers: Headers): string {
  for (const name of ["x-request-id", "x-correlation-id"]) {
    const value = headers.get(name);
    if (value && ID.test(value)) return value;
  }
  return TRACEPARENT.exec(headers.get("traceparent") ?? "")?.[1] ?? crypto.randomUUID();
}
