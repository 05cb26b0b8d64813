import { sdkCalls } from "../../src/ports/aws-calls.ts";
import { cutAnswer, cutRequest } from "./aws-pages.ts";
import { type Failure, failureResponse, type Heard, hear, refusal, throttling, unknownKeys } from "./aws-protocol.ts";
import { freePort } from "./free-port.ts";

type Seen = { action: string; region: string; outcome: "forwarded" | "failed" | "broken" | "unknown" };
type Trouble = {
  matches(heard: Heard): boolean;
  /** Requests it still applies to. */
  times: number;
  failure: ((heard: Heard) => Failure) | "break-off";
};
type Where = { region?: string; times?: number };

/** The names of the product's calls; no client is ever made for them here. */
const KNOWN = new Set(
  Object.keys(
    sdkCalls(() => {
      throw new Error("Names only");
    }),
  ),
);

/**
 * AWS in front of a moto server, with what moto lacks: permissions, rate limits, an external id, regions that are off,
 * pages as small as one likes, and connections that break in the middle of an answer. Strict: an action that it does
 * not know is refused, so a call that the product should not make fails the test.
 */
export function fakeAws(upstream: string) {
  const troubles: Trouble[] = [];
  const externalIds = new Map<string, string>();
  const answers = new Map<string, unknown>();
  const seen: Seen[] = [];
  let pageSize = Number.POSITIVE_INFINITY;

  const add = (
    action: string | RegExp,
    { region, times = Number.POSITIVE_INFINITY }: Where,
    failure: Trouble["failure"],
  ) => {
    const named = (heard: Heard) => (typeof action === "string" ? heard.action === action : action.test(heard.action));
    troubles.push({ matches: (heard) => named(heard) && (!region || heard.region === region), times, failure });
  };

  async function serve(request: Request): Promise<Response> {
    const body = await request.text();
    const heard = hear(request, body);
    if (!heard || !KNOWN.has(heard.action)) {
      seen.push({
        action: heard?.action ?? `${request.method} ${request.url}`,
        region: heard?.region ?? "",
        outcome: "unknown",
      });
      return new Response("Not a signed AWS request that the product makes.", { status: 501 });
    }
    const note = (outcome: Seen["outcome"]) => seen.push({ action: heard.action, region: heard.region, outcome });
    const fail = (failure: Failure) => {
      note("failed");
      return failureResponse(heard.protocol, failure);
    };

    const trouble = troubles.find((candidate) => candidate.times > 0 && candidate.matches(heard));
    if (trouble) trouble.times--;
    if (trouble && trouble.failure !== "break-off") return fail(trouble.failure(heard));
    if (heard.action === "sts:AssumeRole") {
      const form = new URLSearchParams(body);
      const expected = externalIds.get(form.get("RoleArn") ?? "");
      if (expected !== undefined && form.get("ExternalId") !== expected) return fail(refusal("query", heard.action));
    }
    if (answers.has(heard.action)) {
      note("forwarded");
      const answer = answers.get(heard.action);
      return typeof answer === "string"
        ? new Response(answer, { headers: { "content-type": "text/xml" } })
        : Response.json(answer);
    }

    const url = new URL(request.url);
    const cut = cutRequest(heard.action, url.search, body, pageSize);
    if (cut && "invalid" in cut) return fail({ status: 400, code: "InvalidNextToken", message: cut.invalid });
    const sent = cut?.upstream ?? { search: url.search, body };
    const headers = new Headers(request.headers);
    for (const name of ["host", "content-length", "accept-encoding"]) headers.delete(name);
    const answer = await fetch(`${upstream}${url.pathname}${sent.search}`, {
      method: request.method,
      headers,
      body: request.method === "GET" ? undefined : sent.body,
      signal: AbortSignal.timeout(20_000),
    });
    const whole = await answer.text();
    const text = cut && answer.ok ? cutAnswer(heard.action, whole, cut) : whole;
    const type = { "content-type": answer.headers.get("content-type") ?? "text/xml" };
    if (trouble) {
      note("broken");
      return new Response(brokenOff(text), { headers: type });
    }
    note("forwarded");
    return new Response(text, { status: answer.status, headers: type });
  }

  const server = Bun.serve({ hostname: "127.0.0.1", port: freePort(), idleTimeout: 60, fetch: serve });
  return {
    url: `http://127.0.0.1:${server.port}`,
    /** Every request so far, in order. */
    seen,
    /** The policy does not allow these actions. */
    refuse: (action: string | RegExp, where: Where = {}) =>
      add(action, where, (heard) => refusal(heard.protocol, heard.action)),
    /** A service control policy of the organisation denies them. */
    refuseByScp: (action: string | RegExp, where: Where = {}) =>
      add(action, where, (heard) =>
        refusal(
          heard.protocol,
          heard.action,
          `User is not authorized to perform: ${heard.action} with an explicit deny in a service control policy`,
        ),
      ),
    /** The next `times` requests (all, if not given) are over the rate. */
    throttle: (action: string | RegExp, where: Where = {}) =>
      add(action, where, (heard) => throttling(heard.protocol, heard.action)),
    /** The connection ends in the middle of the answer. */
    breakOff: (action: string | RegExp, where: Where = {}) => add(action, where, "break-off"),
    /** Any error, for instance those of Cost Explorer: DataUnavailableException, BillExpirationException … */
    fail: (action: string | RegExp, failure: Failure, where: Where = {}) => add(action, where, () => failure),
    turnOff: (region: string) => add(/./, { region }, (heard) => unknownKeys(heard.protocol)),
    revoke: (accessKeyId: string) =>
      troubles.push({
        matches: (heard) => heard.accessKeyId === accessKeyId,
        times: Number.POSITIVE_INFINITY,
        failure: (heard) => unknownKeys(heard.protocol),
      }),
    /** The role's trust policy asks for this external id; moto takes any. */
    requireExternalId: (roleArn: string, externalId: string) => externalIds.set(roleArn, externalId),
    /** Lists come in pages of at most this many. */
    shrinkPages(size: number) {
      pageSize = size;
    },
    /** An action answered without moto: text is XML, the rest JSON. */
    answer: (action: string, answer: unknown) => answers.set(action, answer),
    clear() {
      troubles.length = 0;
      seen.length = 0;
      externalIds.clear();
      answers.clear();
      pageSize = Number.POSITIVE_INFINITY;
    },
    stop: () => server.stop(true),
  };
}
export type FakeAws = ReturnType<typeof fakeAws>;

/** Half of the text, then an error: the server closes the connection without the end of the body. */
function brokenOff(text: string): ReadableStream<Uint8Array> {
  let isSent = false;
  return new ReadableStream({
    async pull(controller) {
      if (!isSent) {
        isSent = true;
        controller.enqueue(new TextEncoder().encode(text.slice(0, Math.ceil(text.length / 2))));
        return;
      }
      await Bun.sleep(20);
      // null: anything else is printed by the server.
      controller.error(null);
    },
  });
}
