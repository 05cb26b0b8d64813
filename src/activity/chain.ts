import { sha256 } from "../base/crypto.ts";
import type { Anchor, Written } from "../ports/anchors.ts";

/** No transaction of ours lives this long, so in the order of transactions no event is older than those before it by more. */
const TRANSACTION_MAX_MS = 15 * 60_000;
/** Once a chain is broken, everything behind it is in doubt; these are told. */
export const PROBLEMS_MAX = 20;
const KNOWN = "The Worker's log knows it as it was written.";

export type Place = { seq: number; hash: string };

export const genesis = async (organizationId: string): Promise<Place> => ({
  seq: 0,
  hash: await sha256(`genesis:${organizationId}`),
});

/** The seal of the event after `previous`. */
export async function sealAfter(previous: Place, canonical: string): Promise<Place> {
  const seq = previous.seq + 1;
  return { seq, hash: await sha256(`${previous.hash}\n${seq}\n${await sha256(canonical)}`) };
}

/** A seal beside its event; `canonical` is null where there is none any more. */
export type SealedEvent = {
  seq: number;
  eventId: string;
  hash: string;
  canonical: string | null;
  idMs: number;
  atMs: number;
};
/** An event without a seal; `isPassed`: the chain went past its place in the order of transactions; `hash`: of it now. */
export type UnsealedEvent = { eventId: string; isPassed: boolean; hash: string; idMs: number; atMs: number };
export type Unsealed = { events: UnsealedEvent[]; isAll: boolean };
/** What is known outside the database: where the chain was, and what was written. */
export type Outside = { anchors: readonly Anchor[]; written?: readonly Written[] };
export type Problem = { seq: number | null; eventId: string | null; problem: string };
export type Verdict = { sealed: number; waiting: number; anchors: number; problems: Problem[] };

/**
 * Walks a chain from its first seal and says what is wrong with it, first things first.
 * `pages`: its seals in the order of their numbers; `unsealed`: the rest of the events, asked for after the chain was
 * walked, so that none falls between the two; `anchors` and `written`: read before.
 */
export async function verifyChain(
  organizationId: string,
  {
    pages,
    unsealed,
    anchors,
    written = [],
  }: { pages: AsyncIterable<SealedEvent[]>; unsealed: () => Promise<Unsealed> } & Outside,
): Promise<Verdict> {
  const problems: Problem[] = [];
  const tell = (seq: number | null, eventId: string | null, problem: string) =>
    void (problems.length < PROBLEMS_MAX && problems.push({ seq, eventId, problem }));
  const anchorOf = new Map(anchors.map((anchor) => [anchor.seq, anchor]));
  const writtenAs = new Map(written.map(({ eventId, hash }) => [eventId, hash]));
  /** True when it is not what was written; each is asked for once, so what is left in the end is gone. */
  const isOther = (eventId: string, hash: string | null) => {
    const before = writtenAs.get(eventId);
    writtenAs.delete(eventId);
    return before !== undefined && before !== hash;
  };
  let place = await genesis(organizationId);
  let sealed = 0;
  let newestMs = 0;
  let wellAnchored = 0;
  for await (const page of pages)
    for (const { seq, eventId, hash, canonical, idMs, atMs } of page) {
      sealed++;
      if (seq !== place.seq + 1) tell(seq, eventId, `Seal ${place.seq + 1} is missing: the chain goes on with ${seq}.`);
      const right = canonical === null ? null : await sealAfter({ seq: seq - 1, hash: place.hash }, canonical);
      const wasOther = isOther(eventId, canonical === null ? null : await sha256(canonical));
      if (!right) tell(seq, eventId, `Event ${eventId} was deleted after it was sealed as ${seq}.`);
      else if (right.hash !== hash) tell(seq, eventId, `Event ${eventId}, or its seal ${seq}, was changed.`);
      else if (wasOther) tell(seq, eventId, `Event ${eventId} was changed before it was sealed as ${seq}. ${KNOWN}`);
      else if (Math.min(idMs, atMs) < newestMs - TRANSACTION_MAX_MS)
        tell(
          seq,
          eventId,
          `Event ${eventId} was inserted later than it says: it is older than what was sealed before it.`,
        );
      newestMs = Math.max(newestMs, Math.min(idMs, atMs));
      const anchor = anchorOf.get(seq);
      if (anchor && anchor.hash === hash) wellAnchored = seq;
      else if (anchor)
        tell(
          seq,
          eventId,
          `The chain was rewritten: the anchor of seal ${seq}, kept outside the database, has another hash. The first changed event lies behind seal ${wellAnchored}.`,
        );
      // From here on the chain is judged by what it says, so that one change is told once.
      place = { seq, hash };
    }
  const lastAnchor = anchors.reduce((last, { seq }) => Math.max(last, seq), 0);
  if (lastAnchor > place.seq)
    tell(
      place.seq + 1,
      null,
      `The end of the chain is gone: an anchor outside the database knows seal ${lastAnchor}, the chain ends with ${place.seq}.`,
    );
  let waiting = 0;
  const { events, isAll } = await unsealed();
  for (const { eventId, isPassed, hash, idMs, atMs } of events) {
    if (isOther(eventId, hash)) tell(null, eventId, `Event ${eventId} was changed before it is sealed. ${KNOWN}`);
    else if (isPassed || Math.min(idMs, atMs) < newestMs - TRANSACTION_MAX_MS)
      tell(null, eventId, `Event ${eventId} was inserted where the chain had passed, or its seal was removed.`);
    else waiting++;
  }
  for (const eventId of isAll ? writtenAs.keys() : [])
    tell(null, eventId, `Event ${eventId} is gone, and has no seal. ${KNOWN}`);
  return { sealed, waiting, anchors: anchors.length, problems };
}
