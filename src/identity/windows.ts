import type { Context } from "../base/trpc.ts";

/** Tells the person's other windows to look whether they are still signed in. */
export async function tellWindows({ ports }: Pick<Context, "ports">, organizationIds: readonly string[]) {
  await Promise.allSettled(
    organizationIds.map((id) => ports.hub.publish(id, [{ topic: "sessions.changed", data: {} }])),
  );
}
