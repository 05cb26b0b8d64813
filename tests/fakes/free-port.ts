/** A port on 127.0.0.1 below 32768, where the system does not hand out ports for outgoing connections. */
export function freePort(): number {
  for (let attempt = 0; attempt < 50; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    try {
      Bun.listen({ hostname: "127.0.0.1", port, socket: { data() {} } }).stop(true);
      return port;
    } catch {
      // Taken: try another one.
    }
  }
  throw new Error("No free port between 20000 and 32000.");
}
