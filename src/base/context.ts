import type { Database, Db, Entered } from "../../db/client.ts";
import type { ActorKind } from "../../db/schema/base.ts";
import type { Anchors, Written } from "../ports/anchors.ts";
import type { AwsAccess } from "../ports/aws.ts";
import type { Email } from "../ports/email.ts";
import type { GitHub } from "../ports/github.ts";
import type { Hub, Message } from "../ports/hub.ts";
import type { OAuth } from "../ports/oauth.ts";
import type { Queue } from "../ports/queue.ts";
import type { Receivers } from "../ports/receivers.ts";
import type { Web } from "../ports/web.ts";
import type { WebIdentity } from "../ports/web-identity.ts";
import type { SealKeys } from "./crypto.ts";
import { forbidden } from "./errors.ts";

/** The outside world, built once per request or job. A function asks for what it uses: `Pick<Ports, "aws">`. */
export type Ports = {
  aws: AwsAccess;
  email: Email;
  github: GitHub;
  oauth: OAuth;
  hub: Hub;
  queue: Queue;
  web: Web;
  receivers: Receivers;
  sealKeys: SealKeys;
  anchors: Anchors;
  webIdentity: WebIdentity;
};

/** Who acts. Events keep it. */
export type Actor = { kind: ActorKind; id: string | null; name: string };

/** Who calls, once the session has been checked. */
export type Caller = { userId: string; name: string; email: string | null; isGuest: boolean; sessionId: string };

/** Where a request comes from, as far as it can be told. */
export type Client = {
  ip: string | null;
  userAgent: string | null;
  /** Two letters (ISO 3166-1), where the edge tells it. */
  country: string | null;
};

/** Of work that nobody's request does: jobs, seeds. */
export const NO_CLIENT: Client = { ip: null, userAgent: null, country: null };

/** Who changes something, when, and from where. */
export type Doer = { actor: Actor; now: Date; requestId: string; client: Client };

/** Inside one organisation's transaction, whoever opened it. */
export type OrgContext = {
  tx: Db;
  organization: Entered;
  actor: Actor;
  now: Date;
  requestId: string;
  client: Client;
  /** Goes out after the commit, and only then. */
  publish(message: Message): void;
  /** An event of this transaction, for the witness outside the database. */
  witness(written: Written): void;
  /** Jobs of this transaction are due then; the queue learns it after the commit. */
  wake(at: Date): void;
};

/** The id of the person who acts. A guest may look, not act; what asks for a person admits no key (`member`). */
export function personId({ actor }: Pick<OrgContext, "actor">): string {
  if (actor.kind !== "user" || !actor.id)
    throw forbidden("The demo is read-only. Sign up to make something of your own.");
  return actor.id;
}

/** What came with a transaction and must leave after its commit. */
export type Outbox = { messages: Message[]; wakes: Date[]; written: Written[] };

/**
 * Runs `work` in a transaction of the organisation and sends its messages after the commit.
 * A retried transaction starts with an empty outbox. `actor`: who acts where the key tells nobody's name.
 */
export async function inOrganization<T>(
  database: Database,
  ports: Pick<Ports, "hub" | "queue" | "anchors">,
  key: Parameters<Database["write"]>[0],
  who: Omit<Doer, "actor"> & { actor: Actor | null },
  work: (context: OrgContext) => Promise<T>,
): Promise<T> {
  let outbox: Outbox = { messages: [], wakes: [], written: [] };
  let organizationId = "";
  const result = await database.write(key, async (tx, organization) => {
    outbox = { messages: [], wakes: [], written: [] };
    organizationId = organization.organizationId;
    const { messages, wakes, written } = outbox;
    const actor = organization.by ?? who.actor;
    if (!actor) throw new Error("nobody acts");
    return work({
      tx,
      organization,
      ...who,
      actor,
      publish: (m) => void messages.push(m),
      witness: (event) => void written.push(event),
      wake: (at) => void wakes.push(at),
    });
  });
  const earliest = outbox.wakes.sort((a, b) => a.getTime() - b.getTime())[0];
  // A lost message costs a refetch, a lost wake-up waits for the next minute's cron, an event without a witness has its seal.
  await Promise.allSettled([
    outbox.written.length ? ports.anchors.witness(organizationId, outbox.written) : null,
    outbox.messages.length ? ports.hub.publish(organizationId, outbox.messages) : null,
    earliest ? ports.queue.wake(organizationId, earliest) : null,
  ]);
  return result;
}
