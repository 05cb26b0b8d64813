import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answers, waitUntil } from "../../dev/listen.ts";
import { freePort } from "./free-port.ts";

const READY_MS = 10_000;
const COMMAND_MS = 5_000;

/** What Redis said no to. */
export class Refusal extends Error {}
export type Reply = string | number | null | Refusal | Reply[];
export type RedisServer = Awaited<ReturnType<typeof startRedis>>;

/** The real server's program; null where it is not installed. */
export const findRedis = () => Bun.which("redis-server");

/** A real Redis of our own, with nothing on disk. `stop` and `start` take it away and bring an empty one back. */
export async function startRedis() {
  const program = findRedis();
  if (!program) throw new Error("redis-server is not installed");
  const port = freePort();
  const folder = mkdtempSync(join(tmpdir(), "devcontrol-redis-"));
  const options = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder];
  let child: Bun.Subprocess | undefined;
  const start = async () => {
    child = Bun.spawn([program, ...options], { stdio: ["ignore", "ignore", "ignore"] });
    if (!(await waitUntil(() => answers(port), { limitMs: READY_MS }))) throw new Error("redis-server does not listen");
  };
  const stop = async () => {
    child?.kill("SIGKILL");
    await child?.exited;
  };
  await start();
  return {
    port,
    start,
    stop,
    remove: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
    /** Sends commands over one connection, in this order; a refusal is a reply. */
    send: (commands: readonly (readonly string[])[]) => send(port, commands),
  };
}

function send(port: number, commands: readonly (readonly string[])[]): Promise<Reply[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply[]>();
  const socket = connect({ host: "127.0.0.1", port, noDelay: true });
  let heard = Buffer.alloc(0);
  socket.setTimeout(COMMAND_MS, () => socket.destroy(new Error("Redis does not answer")));
  socket.on("error", reject);
  socket.on("close", () => reject(new Error("Redis closed the connection")));
  socket.on("data", (bytes: Buffer) => {
    heard = Buffer.concat([heard, bytes]);
    const replies = readReplies(heard, commands.length);
    if (!replies) return;
    resolve(replies);
    socket.destroy();
  });
  socket.write(Buffer.concat(commands.map(encode)));
  return promise;
}

function encode(command: readonly string[]): Buffer {
  const parts = command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`);
  return Buffer.from(`*${command.length}\r\n${parts.join("")}`);
}

/** RESP2 (redis.io, "Redis serialization protocol specification"); undefined while some are still on their way. */
function readReplies(bytes: Buffer, count: number): Reply[] | undefined {
  const replies: Reply[] = [];
  for (let at = 0; replies.length < count; ) {
    const read = readReply(bytes, at);
    if (!read) return undefined;
    replies.push(read.reply);
    at = read.end;
  }
  return replies;
}

function readReply(bytes: Buffer, at: number): { reply: Reply; end: number } | undefined {
  const lineEnd = bytes.indexOf("\r\n", at);
  if (lineEnd < 0) return undefined;
  const kind = String.fromCharCode(bytes[at] ?? 0);
  const line = bytes.toString("utf8", at + 1, lineEnd);
  const next = lineEnd + 2;
  if (kind === "+") return { reply: line, end: next };
  if (kind === "-") return { reply: new Refusal(line), end: next };
  if (kind === ":") return { reply: Number(line), end: next };
  const length = Number(line);
  if (length < 0) return { reply: null, end: next };
  if (kind === "$") {
    const end = next + length;
    return bytes.length < end + 2 ? undefined : { reply: bytes.toString("utf8", next, end), end: end + 2 };
  }
  if (kind !== "*") throw new Error(`Redis speaks another protocol: ${kind}`);
  const items: Reply[] = [];
  let end = next;
  while (items.length < length) {
    const read = readReply(bytes, end);
    if (!read) return undefined;
    items.push(read.reply);
    end = read.end;
  }
  return { reply: items, end };
}
