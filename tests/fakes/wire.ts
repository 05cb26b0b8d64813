import { connect, createServer, type Socket } from "node:net";
import { freePort } from "./free-port.ts";

/** Passes bytes on to a server and counts those that are sent to it. */
export async function countingWire(target: { host: string; port: number }) {
  const sockets = new Set<Socket>();
  const wire = { port: freePort(), sentBytes: 0, stop: () => {} };
  const server = createServer((client) => {
    const upstream = connect(target);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (bytes) => {
      wire.sentBytes += bytes.length;
    });
    client.pipe(upstream);
    upstream.pipe(client);
  });
  await new Promise<void>((listening) => server.listen(wire.port, "127.0.0.1", listening));
  wire.stop = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return wire;
}
