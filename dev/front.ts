import { join, normalize } from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import { WORKER_PATHS } from "../src/routes.ts";
import { serveFile } from "./files.ts";
import { ROOT } from "./folder.ts";
import { pageHeaders } from "./headers.ts";

const BODY_BYTES_MAX = 10 * 1024 * 1024;
const URL_LENGTH_MAX = 16 * 1024;
/** More in flight only queue inside one workerd, which is unfair to the last. */
const REQUESTS_MAX = 512;
/** workerd takes two descriptors per stream: 40 % of the 20,000 that a plain machine gives it. */
const STREAMS_MAX = 8_000;
const ANSWER_MS = 30_000;
/** workerd is back 0.2 s after its death. */
const RETRY_AFTER_MS = [100, 250, 500];

/** Ours to say, or of one connection only. */
const NOT_FORWARDED = [
  "connection",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "proxy-authorization",
];
const NOT_TRUSTED = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "cf-connecting-ip",
  "cf-ipcountry",
  "x-real-ip",
];

type Options = { port: number; workerPort: number; web?: string };

/**
 * One origin: the web app's files, and the Worker behind its paths, as Cloudflare's assets do it in production.
 * A process of its own: Bun's limit of outgoing requests is read from its environment when it starts.
 */
export function serveFront({ port, workerPort, web = join(ROOT, "web/dist") }: Options) {
  const headers = pageHeaders("http");
  const proxy = proxyTo(workerPort);
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port,
    idleTimeout: 60,
    maxRequestBodySize: BODY_BYTES_MAX,
    async fetch(request, server) {
      if (request.url.length > URL_LENGTH_MAX) return problem(414, "URI_TOO_LONG", "The address is too long.");
      // Bun joins two Host headers; whoever stands before us may have believed the other one.
      if (request.headers.get("host")?.includes(",")) return problem(400, "BAD_REQUEST", "A request names one host.");
      const path = readPath(request);
      if (path === undefined) return problem(400, "BAD_REQUEST", "The address is malformed.");
      if (WORKER_PATHS.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))) {
        const response = await proxy(request, server.requestIP(request)?.address ?? "");
        // An open stream says something each 15 s itself; anything else that is silent for long is dead.
        if (response.headers.get("content-type")?.startsWith("text/event-stream")) server.timeout(request, 0);
        return response;
      }
      if (request.method !== "GET" && request.method !== "HEAD")
        return problem(405, "METHOD_NOT_ALLOWED", "Files can only be read.", { allow: "GET, HEAD" });
      const found = await serveFile(request, join(web, path), headers);
      if (found) return found;
      const wantsPage = request.headers.get("accept")?.includes("text/html") && !path.startsWith("/assets/");
      const page = wantsPage || path === "/" ? await serveFile(request, join(web, "index.html"), headers) : undefined;
      return page ?? problem(404, "NOT_FOUND", "There is nothing at this address.");
    },
    error() {
      return problem(500, "INTERNAL_SERVER_ERROR", "Something went wrong on our side. Try again.");
    },
  });
  return { port, stop: () => server.stop(true) };
}

/** Decoded and without "..": undefined when it cannot be a path of ours. */
function readPath(request: Request): string | undefined {
  try {
    const path = decodeURIComponent(new URL(request.url).pathname);
    const isPlain = !path.includes("\0") && !path.includes("\\") && normalize(path) === path;
    return isPlain && path !== "/_headers" ? path : undefined;
  } catch {
    return undefined;
  }
}

function proxyTo(workerPort: number) {
  const open = { requests: 0, streams: 0 };

  return async function proxy(request: Request, address: string): Promise<Response> {
    if (open.requests >= REQUESTS_MAX || open.streams >= STREAMS_MAX)
      return unavailable("DevControl is busy. Try again in a second.");
    if (Number(request.headers.get("content-length")) > BODY_BYTES_MAX) return tooLarge();
    open.requests++;
    try {
      const upstream = await ask(request, address);
      const isStream = upstream.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
      if (isStream) open.streams++;
      const body = isStream
        ? whenOver(upstream.body, () => {
            open.streams--;
          })
        : upstream.body;
      return new Response(body, { status: upstream.status, headers: withoutHopByHop(upstream.headers) });
    } catch (error) {
      if (error instanceof TooLarge) return tooLarge();
      if (error instanceof Error && error.name === "TimeoutError")
        return problem(504, "GATEWAY_TIMEOUT", "DevControl did not answer in time. Try again.");
      const isRead = request.method === "GET" || request.method === "HEAD";
      const mayBeDone = !isRead && !isRefusedConnection(error);
      return unavailable(
        mayBeDone
          ? "DevControl stopped while it did this. It may have been saved: look before you try again."
          : "DevControl is starting again. Try again in a second.",
      );
    } finally {
      open.requests--;
    }
  };

  /** A reading is asked again while workerd is being restarted; a change is not, it may have happened. */
  async function ask(request: Request, address: string): Promise<Response> {
    const isReading = request.method === "GET" || request.method === "HEAD";
    const url = new URL(request.url);
    const target = `http://127.0.0.1:${workerPort}${url.pathname}${url.search}`;
    const headers = withoutHopByHop(request.headers);
    for (const name of NOT_TRUSTED) headers.delete(name);
    headers.set("x-forwarded-for", address);
    headers.set("x-forwarded-proto", "http");
    headers.set("host", url.host);
    const body = isReading ? undefined : await readBody(request);
    for (let attempt = 0; ; attempt++) {
      const answered = new AbortController();
      const late = setTimeout(() => answered.abort(new DOMException("No answer", "TimeoutError")), ANSWER_MS);
      try {
        return await fetch(target, {
          method: request.method,
          headers,
          body,
          redirect: "manual",
          // As it came, compressed or not.
          decompress: false,
          signal: AbortSignal.any([request.signal, answered.signal]),
        });
      } catch (error) {
        const pause = RETRY_AFTER_MS[attempt];
        if (!isReading || pause === undefined || request.signal.aborted || answered.signal.aborted) throw error;
        await Bun.sleep(pause);
      } finally {
        clearTimeout(late);
      }
    }
  }
}

class TooLarge extends Error {}

/** Whole, because its size is known only at the end when it comes in chunks; never more than the limit. */
async function readBody(request: Request): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (!request.body) return undefined;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > BODY_BYTES_MAX) throw new TooLarge();
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function withoutHopByHop(from: Headers): Headers {
  const headers = new Headers(from);
  for (const name of [...NOT_FORWARDED, ...(from.get("connection")?.split(",") ?? [])])
    if (name.trim()) headers.delete(name.trim());
  return headers;
}

/** The same stream; tells when it has ended or its reader has left. */
function whenOver(body: ReadableStream<Uint8Array> | null, over: () => void): ReadableStream<Uint8Array> | null {
  if (!body) {
    over();
    return null;
  }
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read().catch(() => ({ done: true as const, value: undefined }));
      if (!done) return controller.enqueue(value);
      over();
      controller.close();
    },
    async cancel(reason) {
      over();
      await reader.cancel(reason).catch(() => {});
    },
  });
}

const tooLarge = () => problem(413, "PAYLOAD_TOO_LARGE", "The request is too large: at most 10 MB.");
const unavailable = (detail: string) => problem(503, "SERVICE_UNAVAILABLE", detail, { "retry-after": "1" });
/** Bun's word for a server that does not listen: the request has reached nobody. */
const isRefusedConnection = (error: unknown) =>
  error instanceof Error && "code" in error && error.code === "ECONNREFUSED";

/** RFC 9457, in the words of the Worker's own answers. */
function problem(status: number, code: string, detail: string, headers: Record<string, string> = {}): Response {
  return Response.json(
    { type: "about:blank", title: code, status, detail, code },
    {
      status,
      headers: {
        "content-type": "application/problem+json",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        ...headers,
      },
    },
  );
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { port: { type: "string" }, worker: { type: "string" } } });
  const { port, worker } = z.object({ port: z.coerce.number(), worker: z.coerce.number() }).parse(values);
  serveFront({ port, workerPort: worker });
}
