import { Webhook } from "standardwebhooks";

export type Received = { id: string; type: string; data: unknown; isVerified: boolean; signatures: number };
type Behaviour = () => Response | Promise<Response>;

/** Somebody's server on loopback, which verifies what it is sent with the library that receivers use. */
export function startReceiver() {
  const received: Received[] = [];
  let secret = "";
  let behave: Behaviour = () => new Response(null, { status: 204 });
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const body = await request.text();
      const id = request.headers.get("webhook-id") ?? "";
      const { type, data } = JSON.parse(body);
      const signatures = (request.headers.get("webhook-signature") ?? "").split(" ").length;
      received.push({ id, type, data, signatures, isVerified: verifies(secret, body, request.headers) });
      return behave();
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}/hook`,
    host: `127.0.0.1:${server.port}`,
    received,
    expect(given: string) {
      secret = given;
    },
    answer(next: Behaviour) {
      behave = next;
    },
    stop: () => server.stop(true),
  };
}

function verifies(secret: string, body: string, headers: Headers): boolean {
  try {
    new Webhook(secret).verify(body, Object.fromEntries(headers));
    return true;
  } catch {
    return false;
  }
}
