import { type Aws, type AwsAccess, AwsError, type Door, type RoleCredentials } from "./aws.ts";
import { sampleAws } from "./aws-sample.ts";
import { assumeRole, assumeRoleWithToken, awsFromCredentials, type RoleKeys } from "./aws-sdk.ts";
import type { WebIdentity } from "./web-identity.ts";

/** `connector`: this installation's own AWS identity, which customers trust in their role. `webIdentity`: a signature that does without. */
export type AwsAccessSettings = {
  endpoint?: string | undefined;
  connector: { accessKeyId: string; secretAccessKey: string; principal: string } | null;
  webIdentity?: WebIdentity;
};

/** STS answers in every region; this one is never switched off. */
const STS_REGION = "us-east-1";
/** Nobody's: what a role asks for must be its own connection's. */
const ANOTHER_ID = "another-connection";
export const ANOTHER_SUBJECT =
  "organization:00000000-0000-0000-0000-000000000000:account:00000000-0000-0000-0000-000000000000";

/** Opens accounts on the real SDK, or the sample account. */
export function awsAccess({ endpoint, connector, webIdentity }: AwsAccessSettings): AwsAccess {
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
    async open(credentials, now): Promise<Aws> {
      switch (credentials.kind) {
        case "sample":
          return sampleAws({ now });
        case "keys":
          return awsFromCredentials({ ...credentials, endpoint });
        case "role":
          return awsFromCredentials({ ...(await byId(credentials, credentials.externalId)), endpoint });
        case "web-identity":
          return awsFromCredentials({ ...(await bySubject(credentials, credentials.subject, now)), endpoint });
      }
    },
  };
}

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
