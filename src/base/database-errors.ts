import { CommitLost, sqlState } from "../../db/client.ts";
import { badRequest, Expected, forbidden, notFound, unauthorized, unavailable } from "./errors.ts";

/** A job's run whose lease another run holds by now: it must stop without a trace. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

const OUTAGE_STATES = /^(08...|57P0[1-5]|53...|57014|25P03)$/;
/** What fetch, the socket and the driver say when the database cannot be reached or does not answer in time. */
const OUTAGE_WORDS =
  /timeout|timed out|aborted|connect|ECONN|socket|network|fetch failed|terminat|recovery mode|shutting down|starting up|closed/i;

/** What a failed statement means to a caller; undefined = a defect of ours. */
export function fromDatabase(error: unknown): Expected | LeaseLost | undefined {
  if (error instanceof CommitLost)
    return unavailable(
      "The connection to the database was lost while this was being saved. It may have been saved: look before you try again.",
    );
  const state = sqlState(error);
  if (state === "DC404") return notFound("The organisation");
  if (state === "DC403")
    return forbidden(
      `Your role in this organisation is ${rootMessage(error)}, which does not allow this. Ask an owner to change it.`,
    );
  if (state === "DC401")
    return new Expected(
      "UNAUTHORIZED",
      "This API key is unknown, revoked or expired, or its maker has left. Make a new one.",
    );
  if (state === "DC407") return unauthorized();
  if (state === "DC406") return forbidden(`This API key may not do that: it lacks the scope ${rootMessage(error)}.`);
  if (state === "DC423") return forbidden(closedSentence(rootMessage(error)));
  if (state === "DC410") return notFound("An open invitation with this link");
  if (state === "DC409") return new LeaseLost("another run holds this job");
  if (state === "40001" || state === "40P01") return unavailable("Somebody else changed the same thing. Try again.", 1);
  // A NUL or half a surrogate pair: valid JSON, not valid text in Postgres.
  if (state === "22021" || state === "22P05")
    return badRequest("The text holds a character that cannot be stored. Remove it and try again.");
  if (state ? OUTAGE_STATES.test(state) : isOutage(error))
    return unavailable("The database does not answer right now. Try again in a moment.");
  return undefined;
}

/** Why an organisation lets nobody in, by its status. */
const closedSentence = (status: string) =>
  status === "deleting"
    ? "This organisation is about to be deleted. One of its owners can still undo that."
    : "This organisation is suspended. Ask whoever runs this installation.";

function isOutage(error: unknown): boolean {
  for (let e = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth++) {
    if (["NeonDbError", "TimeoutError", "AbortError", "NotAsked"].includes(e.name)) return true;
    if (
      e.constructor.name !== "DrizzleQueryError" &&
      !(e instanceof TypeError && !/fetch|network/i.test(e.message)) &&
      OUTAGE_WORDS.test(e.message)
    )
      return true;
  }
  return false;
}

function rootMessage(error: unknown): string {
  let message = "";
  for (let e = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth++) message = e.message;
  return message;
}
