import { githubConnections } from "../../db/schema/github.ts";
import type { JobContext } from "../base/jobs.ts";
import { GitHubError, type GitHubFailure } from "../ports/github.ts";
import { type Web, WebError, type WebFailure, type WebFile } from "../ports/web.ts";
import { rawAddress } from "./addresses.ts";
import { type Connection, clientOf } from "./github/connections.ts";
import { ownerOf, placeOf } from "./github/places.ts";

export type Reader = {
  /**
   * One text by its address. `of`: the file that asks for it as a part. Throws WebError, whose sentence is for people.
   */
  read(address: string, more?: { etag?: string | null; of?: string }): Promise<WebFile>;
};

/** Reads what anybody may read. */
export const openReader = (web: Web): Reader => ({
  read: (address, { etag } = {}) => web.read(rawAddress(address), etag),
});

/** The same, and what a connected organisation's token may read on GitHub. */
export async function readerOf({ read, ports }: Pick<JobContext<unknown>, "read" | "ports">): Promise<Reader> {
  const connections = await read(
    (db) => [db.select().from(githubConnections)],
    ([rows]) => rows,
  );
  const byOwner = new Map(connections.map((row): [string, Connection] => [row.login.toLowerCase(), row]));
  const web = openReader(ports.web);
  return {
    async read(address, { etag, of } = {}) {
      const place = placeOf(address);
      const connection = place && byOwner.get(ownerOf(place.repository));
      if (!place || !connection) return web.read(address, { etag });
      // A file of somebody else must not name ours and have them read with our token.
      const from = of === undefined ? place : placeOf(of);
      if (!from || ownerOf(from.repository) !== ownerOf(place.repository)) return web.read(address, { etag });
      const client = await clientOf(ports, connection);
      try {
        return await client.file(place.repository, place.path, place.ref, etag);
      } catch (error) {
        if (!(error instanceof GitHubError)) throw error;
        throw new WebError(FAILURES[error.failure], `${address}: ${error.message}`);
      }
    },
  };
}

const FAILURES: Record<GitHubFailure, WebFailure> = {
  token: "refused",
  refused: "refused",
  absent: "absent",
  large: "large",
  limited: "unavailable",
  conflict: "unavailable",
  unavailable: "unavailable",
};
