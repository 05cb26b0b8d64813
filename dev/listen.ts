import { connect, createServer } from "node:net";

/**
 * Never listen where the kernel takes client ports from (32768 and up on Linux): after a listener dies, a client that
 * retries on loopback can connect to itself there and keep the port.
 */
export const PORT_MAX = 32_767;
const TRIES_MAX = 200;

/** The first free port from `from` on that is not in `taken`; adds it to `taken`. */
export async function freePort(from: number, taken: Set<number>): Promise<number> {
  for (let port = from; port < from + TRIES_MAX && port <= PORT_MAX; port++) {
    if (taken.has(port) || !(await isFree(port))) continue;
    taken.add(port);
    return port;
  }
  throw new Error(
    `No free port between ${from} and ${Math.min(from + TRIES_MAX, PORT_MAX)}: choose another with --port.`,
  );
}

/** Asks both ways: macOS lets a second listener bind beside one on 0.0.0.0. */
export async function isFree(port: number): Promise<boolean> {
  return !(await answers(port)) && (await canListen(port));
}

export function answers(port: number, limitMs = 500): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    const done = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.setTimeout(limitMs, () => done(false));
    socket.once("connect", () => done(true));
    socket.once("error", () => done(false));
  });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Asks until it is true; false when the limit has passed. */
export async function waitUntil(
  isTrue: () => boolean | Promise<boolean>,
  { limitMs, everyMs = 25 }: { limitMs: number; everyMs?: number },
): Promise<boolean> {
  const end = performance.now() + limitMs;
  for (;;) {
    if (await isTrue()) return true;
    if (performance.now() >= end) return false;
    await Bun.sleep(everyMs);
  }
}
