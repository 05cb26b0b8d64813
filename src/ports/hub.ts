export type Topic =
  | "discovery.progress"
  | "discovery.completed"
  | "costs.synced"
  | "findings.changed"
  | "jobs.changed"
  | "accounts.changed"
  | "catalog.changed"
  | "members.changed"
  | "sessions.changed"
  | "webhooks.changed"
  | "log.changed";
export type Message = { topic: Topic; data: Record<string, string | number | boolean | null> };
/** `seq` orders an organisation's messages as the hub saw them; it is not the order of commits. */
export type Published = Message & { seq: number };

/** The organisation's live channel. Messages are hints to refetch; nothing is lost when one is. */
export type Hub = {
  publish(organizationId: string, messages: readonly Message[]): Promise<void>;
  /**
   * Messages after `afterSeq` (null: from now on), then live ones until `signal` aborts.
   * When the gap cannot be filled any more, the first item is "reset": refetch everything.
   * An item "ping" comes at least every 15 s, so that a dead client is noticed.
   */
  subscribe(
    organizationId: string,
    afterSeq: number | null,
    signal: AbortSignal,
  ): AsyncIterable<Published | { seq: number; topic: "reset" } | "ping">;
};
