import { connect } from "node:net";

export type Target = { host: string; port: number };

/** Work older than this is slow: time to ask whether Postgres lives. Together with KNOCK_MS below one second. */
const SLOW_MS = 250;
const KNOCK_MS = 600;
/** "SSLRequest": Postgres answers one byte before it wants a name or a password (protocol docs, "SSL Session Encryption"). */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/**
 * Tells a slow query from a frozen server: a limit short enough for the second would cut off the first. Only when some
 * work is slow does it knock at Postgres, once for all that wait, and gives the work up when nobody answers.
 */
export function patience(target: Target) {
  let asking: Promise<boolean> | undefined;
  const isAlive = () => {
    asking ??= knock(target).finally(() => {
      asking = undefined;
    });
    return asking;
  };
  /** Calls `giveUp` if Postgres falls silent before the returned function is called. */
  return function during(giveUp: () => void): () => void {
    let isOver = false;
    const ask = async () => {
      const alive = await isAlive();
      if (isOver) return;
      if (!alive) giveUp();
      else timer = setTimeout(ask, SLOW_MS);
    };
    let timer = setTimeout(ask, SLOW_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  };
}

function knock({ host, port }: Target): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port }, () => socket.write(SSL_REQUEST));
    const done = (alive: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(alive);
    };
    // When this process itself was held up, the answer may lie unread beside the timer: read once more first.
    const timer = setTimeout(() => setTimeout(() => done(false), 10), KNOCK_MS);
    socket.once("data", () => done(true));
    socket.once("error", () => done(false));
    socket.once("close", () => done(false));
  });
}
