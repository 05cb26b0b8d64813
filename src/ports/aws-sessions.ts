import type { RoleCredentials } from "./aws.ts";
import type { RoleKeys } from "./aws-sdk.ts";

/**
 * A session is used again for so long, though AWS grants an hour: whoever closes a role to us may rely on our leaving soon,
 * and a scan asks for a new one when it begins.
 */
const REUSE_MS = 15 * 60_000;
/** A run takes a minute at most, and our clock may differ from AWS's. */
const LEFT_MS = 5 * 60_000;
const SESSIONS_MAX = 200;

/** Sessions of roles that were granted just now, in the memory of one isolate: never stored, never logged. */
export type Sessions = {
  find(role: RoleCredentials, now: Date): RoleKeys | null;
  keep(role: RoleCredentials, keys: RoleKeys, now: Date): void;
  drop(role: RoleCredentials): void;
};

export function rememberSessions(): Sessions {
  const kept = new Map<string, { keys: RoleKeys; until: number }>();
  return {
    find(role, now) {
      const session = kept.get(keyOf(role));
      return session && now.getTime() < session.until ? session.keys : null;
    },
    keep(role, keys, now) {
      const until = Math.min(now.getTime() + REUSE_MS, keys.expiresAt.getTime() - LEFT_MS);
      kept.delete(keyOf(role));
      kept.set(keyOf(role), { keys, until });
      for (const [key, session] of kept)
        if (session.until <= now.getTime() || kept.size > SESSIONS_MAX) kept.delete(key);
    },
    drop: (role) => void kept.delete(keyOf(role)),
  };
}

/**
 * All that AWS was told when it granted the session: the role, the ExternalId or subject that are one connection's alone,
 * the name that holds the connection's id, and what the session was narrowed to. Whoever differs in any of it has to ask AWS.
 */
const keyOf = (role: RoleCredentials): string =>
  JSON.stringify([
    role.kind,
    role.roleArn,
    role.kind === "role" ? role.externalId : role.subject,
    role.sessionName,
    role.narrowedTo,
  ]);
