import * as z from "zod";
import { Expected } from "../base/errors.ts";

export type Mail = { to: string; subject: string; text: string; html: string };

/** Where mail goes: to a provider and so to people, to the local outbox that a page shows, or nowhere. */
export type MailMode = "provider" | "outbox" | "none";

/** `send` may be called again with the same key after a failure: people get one mail. */
export type Email = { mode: MailMode; send(mail: Mail, idempotencyKey: string): Promise<void> };

export const noEmail: Email = {
  mode: "none",
  send: async () => {
    throw new Expected("NOT_FOUND", "This installation sends no mail. Set RESEND_API_KEY and MAIL_FROM.");
  },
};

const TIMEOUT_MS = 10_000;
const Refusal = z.object({ name: z.string().max(100), message: z.string() });

/**
 * Resend's HTTP API (resend.com/docs/api-reference/emails/send-email). A key is remembered for 24 hours.
 * Throws Expected; those that may pass by themselves have codes that a job tries again.
 */
export function resendEmail({
  apiKey,
  from,
  endpoint = "https://api.resend.com",
}: {
  apiKey: string;
  from: string;
  endpoint?: string;
}): Email {
  return {
    mode: "provider",
    async send({ to, subject, text, html }, idempotencyKey) {
      const response = await fetch(`${endpoint}/emails`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${apiKey}`,
          "content-type": "application/json",
          "idempotency-key": idempotencyKey,
          // Resend refuses requests without one.
          "user-agent": "devcontrol",
        },
        body: JSON.stringify({ from, to: [to], subject, text, html }),
        // workerd knows no "error"; an answer that redirects is not one that we follow.
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }).catch((error: unknown) => {
        const isLate = error instanceof Error && error.name === "TimeoutError";
        throw new Expected("BAD_GATEWAY", isLate ? "Resend did not answer in 10 s." : "Resend could not be reached.");
      });
      if (response.ok) return;
      const said = Refusal.safeParse(await response.json().catch(() => null));
      const { name, message } = said.success ? said.data : { name: "", message: `HTTP ${response.status}` };
      // The same mail was accepted before, by a version of ours that wrote it in other words.
      if (name === "invalid_idempotent_request") return;
      throw refusalOf(response.status, message.slice(0, 300));
    },
  };
}

function refusalOf(status: number, message: string): Expected {
  if (status === 401 || status === 403)
    return new Expected("FORBIDDEN", `Resend refuses the key or the sender (RESEND_API_KEY, MAIL_FROM): ${message}`);
  if (status === 409) return new Expected("SERVICE_UNAVAILABLE", `Resend is still sending this mail: ${message}`);
  if (status === 429) return new Expected("TOO_MANY_REQUESTS", `Resend's limit is reached: ${message}`);
  if (status >= 500) return new Expected("BAD_GATEWAY", `Resend failed: ${message}`);
  return new Expected("UNPROCESSABLE_CONTENT", `Resend refuses this mail: ${message}`);
}
