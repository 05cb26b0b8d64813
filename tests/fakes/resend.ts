import * as z from "zod";
import { freePort } from "./free-port.ts";

const Body = z.strictObject({
  from: z.string().regex(/^[^<>]+ <[^@<>\s]+@[^@<>\s]+>$|^[^@<>\s]+@[^@<>\s]+$/),
  to: z.array(z.email()).min(1).max(50),
  subject: z.string().min(1),
  text: z.string(),
  html: z.string(),
});
export type ResendMail = z.infer<typeof Body> & { key: string };

/**
 * Resend's `POST /emails` as its documentation describes it: the key, a user agent, the body's fields, and the memory
 * for idempotency keys. `failNext` answers the next requests with these statuses instead; 0 never answers.
 */
export function startResend(apiKey: string) {
  const mails: ResendMail[] = [];
  const answered = new Map<string, { body: string; id: string }>();
  const failNext: number[] = [];
  const refuse = (status: number, name: string, message: string) =>
    Response.json({ statusCode: status, name, message }, { status });
  const server = Bun.serve({
    port: freePort(),
    hostname: "127.0.0.1",
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (request.method !== "POST" || pathname !== "/emails") return refuse(404, "not_found", "No such endpoint.");
      const failure = failNext.shift();
      if (failure === 0) return new Promise<Response>(() => {});
      if (failure === 429) return refuse(429, "rate_limit_exceeded", "Too many requests.");
      if (failure) return refuse(failure, "application_error", "Something is wrong here.");
      if (request.headers.get("authorization") !== `Bearer ${apiKey}`)
        return refuse(401, "missing_api_key", "API key is invalid.");
      if (!request.headers.get("user-agent")) return refuse(403, "forbidden", "A user agent is required.");
      if (request.headers.get("content-type") !== "application/json")
        return refuse(422, "invalid_parameter", "The body must be JSON.");
      const text = await request.text();
      const parsed = Body.safeParse(JSON.parse(text));
      if (!parsed.success) return refuse(422, "validation_error", z.prettifyError(parsed.error));
      const key = request.headers.get("idempotency-key") ?? "";
      if (key.length < 1 || key.length > 256)
        return refuse(400, "invalid_idempotency_key", "The key must be between 1-256 chars.");
      const before = answered.get(key);
      if (before && before.body !== text)
        return refuse(409, "invalid_idempotent_request", "Same idempotency key used with a different request payload.");
      const id = before?.id ?? crypto.randomUUID();
      if (!before) mails.push({ ...parsed.data, key });
      answered.set(key, { body: text, id });
      return Response.json({ id });
    },
  });
  return { url: `http://127.0.0.1:${server.port}`, mails, failNext, stop: () => server.stop(true) };
}
