import { connect, type Socket } from "node:net";
import { parseArgs } from "node:util";
import type { ServerWebSocket } from "bun";
import * as z from "zod";
import { patience, type Target } from "./knock.ts";
import { answerSql, BODY_BYTES_MAX } from "./neon-http.ts";

const SOCKETS_MAX = 80;
/** Bytes that may wait for the slower side of a socket. */
const WAITING_BYTES_MAX = 16 * 1024 * 1024;
const CONNECT_MS = 900;

type Pipe = { tcp: Socket | undefined; answered: () => void };

/**
 * Speaks Neon's protocol in front of any Postgres: POST /sql for one-shot queries and batches, and a WebSocket at /v2
 * that carries the Postgres protocol for interactive transactions. `npm start` runs it as a process of its own: the
 * work then has its own core, and its death is one restart and not the end of everything.
 */
export function serveNeon({ port, target }: { port: number; target: Target }) {
  const sql = answerSql(target);
  const during = patience(target);
  let sockets = 0;

  const server = Bun.serve<Pipe>({
    hostname: "127.0.0.1",
    port,
    idleTimeout: 60,
    maxRequestBodySize: BODY_BYTES_MAX,
    async fetch(request, server) {
      const { pathname } = new URL(request.url);
      if (pathname === "/sql" && request.method === "POST") return sql.answer(request);
      if (!/^\/v\d$/.test(pathname)) return new Response("Not found", { status: 404 });
      // Browsers name the page's origin, the Worker has none: no page may try passwords here.
      if (request.headers.has("origin")) return new Response("Not for browsers", { status: 403 });
      if (sockets >= SOCKETS_MAX) return new Response("Too many connections", { status: 503 });
      const upgraded = server.upgrade(request, { data: { tcp: undefined, answered: () => {} } });
      return upgraded ? undefined : new Response("Expected a WebSocket", { status: 426 });
    },
    websocket: {
      idleTimeout: 0,
      maxPayloadLength: WAITING_BYTES_MAX,
      backpressureLimit: WAITING_BYTES_MAX,
      closeOnBackpressureLimit: true,
      open(ws) {
        sockets++;
        open(ws, target);
      },
      message(ws, message) {
        const { tcp } = ws.data;
        if (!tcp || tcp.destroyed) return;
        tcp.write(message);
        if (tcp.writableLength > WAITING_BYTES_MAX) return ws.close(1009, "Too much at once");
        ws.data.answered();
        ws.data.answered = during(() => ws.close(1011, "Postgres does not answer"));
      },
      drain(ws) {
        ws.data.tcp?.resume();
      },
      close(ws) {
        sockets--;
        ws.data.answered();
        // Not `destroy`: the goodbye that the driver has just sent must still reach Postgres.
        ws.data.tcp?.end();
      },
    },
  });
  const stop = async () => {
    await server.stop(true);
    await sql.close();
  };
  return { port, stop };
}

/** The address that the client asks for is ignored: this is a door to one Postgres, not to the network. */
function open(ws: ServerWebSocket<Pipe>, { host, port }: Target) {
  const tcp = connect({ host, port, noDelay: true, timeout: CONNECT_MS });
  ws.data.tcp = tcp;
  tcp.once("connect", () => tcp.setTimeout(0));
  tcp.once("timeout", () => ws.close(1011, "Postgres cannot be reached"));
  tcp.on("data", (bytes) => {
    ws.data.answered();
    // Negative: it waits in the buffer; `drain` goes on reading.
    if (ws.sendBinary(Buffer.from(bytes)) < 0) tcp.pause();
  });
  tcp.on("close", () => ws.close(1000));
  tcp.on("error", () => ws.close(1011, "The connection to Postgres is lost"));
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: "string" },
      host: { type: "string" },
      target: { type: "string" },
      tls: { type: "boolean" },
    },
  });
  const { port, host, target } = z
    .object({ port: z.coerce.number(), host: z.string(), target: z.coerce.number() })
    .parse(values);
  serveNeon({ port, target: { host, port: target } });
}
