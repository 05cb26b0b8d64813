import { createHash } from "node:crypto";
import { extname } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** Vite puts a hash of the content into these names. */
const HASHED = /\/assets\/.+-[\w-]{8,}\.\w+$/;
const COMPRESSIBLE = new Set([".html", ".js", ".css", ".svg", ".json", ".txt", ".map", ".webmanifest"]);
/** Below this, the headers weigh more than what is saved. */
const COMPRESS_FROM_BYTES = 1_024;
/** A cache of one build; a rebuilt app has new names. */
const KEPT_MAX = 500;

type Encoding = "br" | "gzip" | "identity";
type Kept = { stamp: string; type: string; etag: string; bodies: Map<Encoding, Uint8Array<ArrayBuffer>> };
const kept = new Map<string, Kept>();

/** Answers with a file, compressed once, from memory while it is unchanged; undefined when there is none. */
export async function serveFile(
  request: Request,
  path: string,
  common: Record<string, string>,
): Promise<Response | undefined> {
  const entry = await read(path);
  if (!entry) return undefined;
  const headers: Record<string, string> = {
    ...common,
    "content-type": entry.type,
    etag: entry.etag,
    vary: "accept-encoding",
    "cache-control": HASHED.test(path) ? "public, max-age=31536000, immutable" : "no-cache",
  };
  const asked = request.headers
    .get("if-none-match")
    ?.split(",")
    .map((tag) => tag.trim().replace(/^W\//, ""));
  if (asked?.includes(entry.etag)) return new Response(null, { status: 304, headers });
  const encoding = COMPRESSIBLE.has(extname(path)) ? choose(request.headers.get("accept-encoding") ?? "") : "identity";
  const body = compress(entry, encoding);
  if (body !== entry.bodies.get("identity")) headers["content-encoding"] = encoding;
  headers["content-length"] = String(body.byteLength);
  return new Response(request.method === "HEAD" ? null : body, { headers });
}

async function read(path: string): Promise<Kept | undefined> {
  const file = Bun.file(path);
  const stat = await file.stat().catch(() => undefined);
  if (!stat?.isFile()) return undefined;
  const stamp = `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
  const present = kept.get(path);
  if (present?.stamp === stamp) return present;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
  const entry: Kept = { stamp, type: file.type, etag, bodies: new Map([["identity", bytes]]) };
  if (kept.size >= KEPT_MAX) kept.clear();
  kept.set(path, entry);
  return entry;
}

function choose(accepted: string): Encoding {
  if (/\bbr\b(?!;\s*q=0(?:\.0*)?(?:,|$))/.test(accepted)) return "br";
  return /\bgzip\b(?!;\s*q=0(?:\.0*)?(?:,|$))/.test(accepted) ? "gzip" : "identity";
}

function compress({ bodies }: Kept, encoding: Encoding): Uint8Array<ArrayBuffer> {
  const plain = bodies.get("identity") ?? new Uint8Array();
  if (encoding === "identity" || plain.byteLength < COMPRESS_FROM_BYTES) return plain;
  const present = bodies.get(encoding);
  if (present) return present;
  // 6 of 11: nearly as small, in milliseconds.
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };
  const body = new Uint8Array(encoding === "br" ? brotliCompressSync(plain, quality) : gzipSync(plain));
  bodies.set(encoding, body);
  return body;
}
