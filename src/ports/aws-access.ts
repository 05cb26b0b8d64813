import type { Aws, AwsAccess } from "./aws.ts";
import { AwsError } from "./aws.ts";
import { sampleAws } from "./aws-sample.ts";
import { assumeRole, awsFromCredentials } from "./aws-sdk.ts";

/** `connector`: this installation's own AWS identity, which customers trust in their role. */
export type AwsAccessSettings = {
  endpoint?: string | undefined;
  connector: { accessKeyId: string; secretAccessKey: string; principal: string } | null;
};

/** STS answers in every region; this one is never switched off. */
const STS_REGION = "us-east-1";

/** Opens accounts on the real SDK, or the sample account. */
export function awsAccess({ endpoint, connector }: AwsAccessSettings): AwsAccess {
  return {
    principal: connector?.principal || null,
    async isOpenWithoutId({ roleArn, sessionName }) {
      if (!connector) return null;
      try {
        const own = awsFromCredentials({ ...connector, endpoint });
        await assumeRole(own, { roleArn, sessionName, externalId: null, region: STS_REGION });
        return true;
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return error.failure === "credentials" || error.failure === "refused" ? false : null;
      }
    },
    async open(credentials, now): Promise<Aws> {
      if (credentials.kind === "sample") return sampleAws({ now });
      if (credentials.kind === "keys") return awsFromCredentials({ ...credentials, endpoint });
      if (!connector)
        throw new AwsError(
          "credentials",
          "sts:AssumeRole",
          "us-east-1",
          "NoConnectorIdentity",
          "This installation has no AWS identity of its own to assume your role with. Its operator sets CONNECTOR_ACCESS_KEY_ID and CONNECTOR_SECRET_ACCESS_KEY; until then, use access keys.",
        );
      return awsFromCredentials({
        ...(await assumeRole(awsFromCredentials({ ...connector, endpoint }), { ...credentials, region: STS_REGION })),
        endpoint,
      });
    },
  };
}
