import { freePort } from "./free-port.ts";
import { type RedisServer, Refusal, type Reply } from "./redis.ts";

/** Upstash's limit of one request on the free plan (upstash.com/docs/redis/overall/pricing). */
const REQUEST_BYTES_MAX = 10 * 1024 * 1024;

/**
 * Upstash's REST protocol (upstash.com/docs/redis/features/restapi) before a real Redis: one command to `/`, several to
 * `/pipeline`, a transaction to `/multi-exec`. Strict: another token, another path, another method, a body that is no
 * command, or scripts, which the product does without, are refused.
 */
export function serveUpstash(redis: Pick<RedisServer, "send">) {
  const token = crypto.randomUUID().replaceAll("-", "");
  const seen: string[][] = [];
  let requests = 0;
  const trouble: { delayMs: number; status: number | null } = { delayMs: 0, status: null };
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: freePort(),
    maxRequestBodySize: REQUEST_BYTES_MAX,
    async fetch(request) {
      requests++;
      if (trouble.delayMs) await Bun.sleep(trouble.delayMs);
      if (trouble.status) return Response.json({ error: "ERR planted" }, { status: trouble.status });
      if (request.headers.get("authorization") !== `Bearer ${token}`)
        return Response.json({ error: "WRONGPASS invalid or missing auth token" }, { status: 401 });
      if (request.method !== "POST") return refuse("ERR only POST is spoken here", 405);
      const path = new URL(request.url).pathname;
      const body: unknown = await request.json().catch(() => undefined);
      const commands = path === "/" ? [body] : body;
      if (!["/", "/pipeline", "/multi-exec"].includes(path)) return refuse("ERR unknown path", 404);
      if (!Array.isArray(commands) || commands.length === 0 || !commands.every(isCommand))
        return refuse("ERR failed to parse the command", 400);
      const texts = commands.map((command) => command.map(String));
      const script = texts.find(([name = ""]) => /^(eval|evalsha|script|fcall|multi|exec)/i.test(name));
      if (script) return refuse(`ERR ${script[0]} is not allowed`, 400);
      seen.push(...texts);
      const encoding = request.headers.get("upstash-encoding");
      const say = (reply: Reply) =>
        reply instanceof Refusal ? { error: reply.message } : { result: encoding === "base64" ? encode(reply) : reply };
      try {
        if (path === "/multi-exec") return await transaction(texts, say);
        const replies = await redis.send(texts);
        if (path === "/pipeline") return Response.json(replies.map(say));
        const [reply = null] = replies;
        return Response.json(say(reply), { status: reply instanceof Refusal ? 400 : 200 });
      } catch {
        return refuse("ERR the database is not reachable", 503);
      }
    },
  });

  async function transaction(commands: string[][], say: (reply: Reply) => unknown): Promise<Response> {
    const reply = (await redis.send([["MULTI"], ...commands, ["EXEC"]])).at(-1) ?? null;
    if (reply instanceof Refusal) return refuse(reply.message, 400);
    return Response.json(Array.isArray(reply) ? reply.map(say) : []);
  }

  return {
    url: `http://127.0.0.1:${server.port}`,
    token,
    /** Every command that was carried out. */
    seen,
    requests: () => requests,
    /** Answers late, or with this status and no result. */
    trouble,
    stop: () => server.stop(true),
  };
}
export type Upstash = ReturnType<typeof serveUpstash>;

const refuse = (error: string, status: number) => Response.json({ error }, { status });

/** A command is a list of its name and its plain arguments. */
const isCommand = (command: unknown): command is (string | number)[] =>
  Array.isArray(command) &&
  command.length > 0 &&
  command.every((part) => typeof part === "string" || typeof part === "number");

/** Texts inside, except the word OK (as Upstash does it). */
function encode(reply: Reply): Reply {
  if (Array.isArray(reply)) return reply.map(encode);
  return typeof reply === "string" && reply !== "OK" ? Buffer.from(reply).toString("base64") : reply;
}
