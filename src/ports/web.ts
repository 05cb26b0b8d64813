import { type Code, Expected } from "../base/errors.ts";

/** A file of the open web, read with limits. */
export type WebFile = { isSame: false; text: string; etag: string | null } | { isSame: true };
export type Web = {
  /**
   * One text file by its address, following redirects. Throws WebError, whose sentence is for people.
   * `etag`: what an earlier answer said; `isSame` when the file has not changed since.
   */
  read(url: string, etag?: string | null): Promise<WebFile>;
  /** Throws WebError when the address may not be read; asks nobody. */
  check(url: string): URL;
};

/**
 * refused: an address that we do not ask, or that wants a sign-in · absent: 404 or 410 · large: more than is read ·
 * unavailable: no answer in time, or the server's own fault.
 */
export type WebFailure = "refused" | "absent" | "large" | "unavailable";
const CODES: Record<WebFailure, Code> = {
  refused: "BAD_REQUEST",
  absent: "BAD_REQUEST",
  large: "BAD_REQUEST",
  unavailable: "BAD_GATEWAY",
};

export class WebError extends Expected {
  constructor(
    readonly failure: WebFailure,
    message: string,
  ) {
    super(CODES[failure], message);
  }
}

const TIMEOUT_MS = 5_000;
const BYTES_MAX = 1_000_000;
const REDIRECTS_MAX = 3;
const ADDRESS_MAX = 2_000;

type Options = {
  fetch?: (address: string, init: RequestInit) => Promise<Response>;
  /** "host" or "host:port" that may be asked though it is not public, also by http: a Git server of one's own. */
  privateHosts?: readonly string[];
};

/**
 * Reads what anybody may read. A name that leads into our own network is refused by its form here; what its DNS answers
 * is refused by the network that `fetch` speaks through (workers/ports.ts says how).
 */
export function openWeb({ fetch: ask = fetch, privateHosts = [] }: Options = {}): Web {
  const check = (address: string) => checkAddress(address, privateHosts);
  async function read(address: string, etag?: string | null): Promise<WebFile> {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    let url = check(address);
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
      const response = await ask(url.href, {
        redirect: "manual",
        signal,
        headers: {
          accept: "text/*, application/*;q=0.9",
          "user-agent": "DevControl",
          ...(etag && { "if-none-match": etag }),
        },
      }).catch((error: unknown) => {
        throw new WebError(
          "unavailable",
          `${url.host} did not answer${isTimeout(error) ? ` within ${TIMEOUT_MS / 1000} s` : ""}.`,
        );
      });
      const next = response.headers.get("location");
      if (response.status >= 300 && response.status < 400 && response.status !== 304 && next) {
        await response.body?.cancel();
        // Each hop is checked like the first: a public name must not lead us inside.
        url = check(new URL(next, url).href);
        continue;
      }
      if (response.status === 304) return { isSame: true };
      if (!response.ok) {
        await response.body?.cancel();
        throw refusalOf(response.status, url);
      }
      return { isSame: false, text: await readText(response, url), etag: response.headers.get("etag") };
    }
    throw new WebError("refused", `${new URL(address).host} redirects more than ${REDIRECTS_MAX} times.`);
  }
  return { read, check };
}

function checkAddress(address: string, privateHosts: readonly string[]): URL {
  const refuse = (why: string) => new WebError("refused", why);
  if (address.length > ADDRESS_MAX) throw refuse(`The address is longer than ${ADDRESS_MAX} characters.`);
  // Some readers take a backslash for the end of the host, others for a part of it.
  if (!URL.canParse(address) || address.includes("\\"))
    throw refuse("This is not an address: it should begin with https://.");
  const url = new URL(address);
  if (url.username || url.password) throw refuse("The address holds a user name or password. Take it out.");
  if (privateHosts.includes(url.host) && /^https?:$/.test(url.protocol)) return url;
  if (url.protocol !== "https:") throw refuse("Only addresses that begin with https:// are read.");
  if (url.port) throw refuse("Only the usual port of https is read.");
  if (!isPublicName(url.hostname)) throw refuse(`${url.hostname} is not a public host.`);
  return url;
}

/** A name with a top-level domain that the public DNS may have. Addresses in figures (also 0x7f.1, which URL turns into one) are none. */
const isPublicName = (host: string) =>
  host.length <= 253 &&
  /^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.[a-z][a-z0-9-]{0,62}\.?$/i.test(host) &&
  !/(^|\.)(localhost|local|internal|intranet|lan|home|corp|private|home\.arpa|onion|test|invalid)\.?$/i.test(host);

async function readText(response: Response, url: URL): Promise<string> {
  const large = new WebError("large", `${url.href} is larger than ${BYTES_MAX / 1_000_000} MB.`);
  if (Number(response.headers.get("content-length") ?? 0) > BYTES_MAX) {
    await response.body?.cancel();
    throw large;
  }
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  while (reader) {
    const { done, value } = await reader.read().catch(() => {
      throw new WebError("unavailable", `${url.host} stopped in the middle of its answer.`);
    });
    if (done) break;
    bytes += value.byteLength;
    if (bytes > BYTES_MAX) {
      await reader.cancel();
      throw large;
    }
    text += decoder.decode(value, { stream: true });
  }
  return text + decoder.decode();
}

function refusalOf(status: number, url: URL): WebError {
  if (status === 404 || status === 410) return new WebError("absent", `There is no file at ${url.href} (${status}).`);
  if (status === 401 || status === 403)
    return new WebError(
      "refused",
      `${url.host} wants a sign-in for ${url.href} (${status}). Connect its GitHub organisation instead.`,
    );
  if (status === 429 || status >= 500) return new WebError("unavailable", `${url.host} answers ${status}.`);
  return new WebError("refused", `${url.host} answers ${status} for ${url.href}.`);
}

const isTimeout = (error: unknown) => error instanceof Error && error.name === "TimeoutError";
