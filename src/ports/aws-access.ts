import {
  type Aws,
  type AwsAccess,
  type AwsCredentials,
  AwsError,
  type AwsFailure,
  type Door,
  type RoleCredentials,
} from "./aws.ts";
import { sampleAws } from "./aws-sample.ts";
import { assumeRole, assumeRoleWithToken, awsFromCredentials, type RoleKeys } from "./aws-sdk.ts";
import type { Sessions } from "./aws-sessions.ts";
import type { WebIdentity } from "./web-identity.ts";

/** `connector`: this installation's own AWS identity, which customers trust in their role. `webIdentity`: a signature that does without. */
export type AwsAccessSettings = {
  endpoint?: string | undefined;
  connector: { accessKeyId: string; secretAccessKey: string; principal: string } | null;
  webIdentity?: WebIdentity;
  /** What was granted just now; without it each run asks anew. */
  sessions?: Sessions;
};

/** STS answers in every region; this one is never switched off. */
const STS_REGION = "us-east-1";
/** Nobody's: what a role asks for must be its own connection's. */
const ANOTHER_ID = "another-connection";
export const ANOTHER_SUBJECT =
  "organization:00000000-0000-0000-0000-000000000000:account:00000000-0000-0000-0000-000000000000";

/** Opens accounts on the real SDK, or the sample account. */
export function awsAccess({ endpoint, connector, webIdentity, sessions }: AwsAccessSettings): AwsAccess {
  const byId = async (role: RoleCredentials, externalId: string | null) => {
    if (!connector) throw missing("sts:AssumeRole", NO_CONNECTOR);
    return assumeRole(awsFromCredentials({ ...connector, endpoint }), { ...role, externalId, region: STS_REGION });
  };
  const bySubject = async (role: RoleCredentials, subject: string, now: Date) => {
    if (!webIdentity || webIdentity.issuer === null)
      throw missing("sts:AssumeRoleWithWebIdentity", webIdentity?.problem ?? "This installation has no web identity.");
    const token = await webIdentity.token(subject, now);
    return assumeRoleWithToken(awsFromCredentials({ ...NOBODY, endpoint }), { ...role, token, region: STS_REGION });
  };
  /** What was granted before is forgotten first: should AWS refuse now, nothing is left of it. */
  const assume = async (role: RoleCredentials, now: Date): Promise<RoleKeys> => {
    sessions?.drop(role);
    const keys = await (role.kind === "role" ? byId(role, role.externalId) : bySubject(role, role.subject, now));
    sessions?.keep(role, keys, now);
    return keys;
  };
  const open = async (credentials: AwsCredentials, now: Date): Promise<Aws> => {
    switch (credentials.kind) {
      case "sample":
        return sampleAws({ now });
      case "keys":
        return awsFromCredentials({ ...credentials, endpoint });
      default:
        return awsFromCredentials({ ...(await assume(credentials, now)), endpoint });
    }
  };
  return {
    principal: connector?.principal || null,
    async tryDoor(role, now): Promise<Door> {
      if (role.kind === "web-identity") {
        const entry = await enters(bySubject(role, ANOTHER_SUBJECT, now));
        return entry === "yes" ? "any-subject" : entry === "no" ? "closed" : "unknown";
      }
      const without = await enters(byId(role, null));
      if (without !== "no") return without === "yes" ? "without-id" : "unknown";
      const another = await enters(byId(role, ANOTHER_ID));
      return another === "yes" ? "any-id" : another === "no" ? "closed" : "unknown";
    },
    open,
    async reopen(credentials, now): Promise<Aws> {
      const isRole = credentials.kind === "role" || credentials.kind === "web-identity";
      const keys = isRole ? sessions?.find(credentials, now) : null;
      if (!keys) return open(credentials, now);
      return confirmed(awsFromCredentials({ ...keys, endpoint }), () => open(credentials, now));
    },
  };
}

/**
 * What AWS refuses to a session that we remember is asked again with a new one, once: the customer may have ended the old,
 * changed the role or deleted it. So it is AWS that says whether and what we may read, never what we remember.
 */
function confirmed(remembered: Aws, open: () => Promise<Aws>): Aws {
  let current = Promise.resolve(remembered);
  let isNew = false;
  return {
    async call(call, input, region) {
      const used = await current;
      try {
        return await used.call(call, input, region);
      } catch (error) {
        if (used !== remembered || !(error instanceof AwsError) || !REFUSALS.has(error.failure)) throw error;
        if (!isNew) current = open();
        isNew = true;
        return (await current).call(call, input, region);
      }
    },
  };
}
/** A region that is off answers as wrong keys do. */
const REFUSALS: ReadonlySet<AwsFailure> = new Set(["credentials", "refused", "region-off"]);

/** AssumeRoleWithWebIdentity is not signed: the token says who asks (STS API reference). */
const NOBODY = { accessKeyId: "none", secretAccessKey: "none" };

const missing = (call: string, why: string) =>
  new AwsError("credentials", call, STS_REGION, "NoConnectorIdentity", why);
const NO_CONNECTOR =
  "This installation has no AWS identity of its own to assume your role with. Its operator sets CONNECTOR_ACCESS_KEY_ID and CONNECTOR_SECRET_ACCESS_KEY; until then, use access keys.";

async function enters(attempt: Promise<RoleKeys>): Promise<"yes" | "no" | "unknown"> {
  try {
    await attempt;
    return "yes";
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    // A refusal of ours is no answer of AWS.
    if (error.code === "NoConnectorIdentity") return "unknown";
    return error.failure === "credentials" || error.failure === "refused" ? "no" : "unknown";
  }
}
