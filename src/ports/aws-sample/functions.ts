import type { FunctionConfiguration, FunctionUrlConfig } from "@aws-sdk/client-lambda";
import {
  ACCOUNT_ID,
  arn,
  type Environment,
  groupId,
  keyArn,
  longAgo,
  type Region,
  roleArn,
  type Tags,
  tagsOf,
  vpcId,
} from "./company.ts";
import { privateSubnets } from "./network.ts";
import { random } from "./random.ts";

/** Functions of production by region; "+" marks one that runs inside the network. */
const FUNCTIONS: Record<Region, string> = {
  "us-east-1": `checkout: +capture-payment +refund fraud-score webhook-in · billing: +invoice-pdf dunning +tax-report ·
    catalog: import-feed price-sync image-moderation · media: thumbnail transcode · notifications: email-render sms-send bounce-in push-send ·
    stock: +reserve +release supplier-edi · search: reindex synonyms · recommendations: refresh-model ·
    data-lake: compact partition-repair export-daily · analytics: funnel-report session-rollup ·
    identity: +token-cleanup breach-check +audit-export · platform: cost-report log-forwarder rotate-logs slack-bot ·
    web: edge-redirects sitemap feedback-form`,
  "eu-west-1": `checkout: +capture-payment +refund fraud-score · billing: +invoice-pdf vat-check · catalog: import-feed price-sync ·
    notifications: email-render bounce-in · stock: +reserve · identity: +token-cleanup +gdpr-erase · erp: nightly-export ·
    platform: log-forwarder · web: sitemap cookie-consent`,
  "us-west-2": `data-lake: compact export-daily · analytics: session-rollup · search: crawl-seed · platform: log-forwarder`,
  "ap-southeast-1": `checkout: +capture-payment · notifications: email-render sms-send · platform: log-forwarder · web: sitemap`,
};

/** What is wrong on purpose, by "region name". */
const RUNTIMES: Record<string, NonNullable<FunctionConfiguration["Runtime"]>> = {
  "us-east-1 web-feedback-form": "nodejs14.x",
  "us-east-1 catalog-import-feed": "python3.7",
  "us-east-1 stock-supplier-edi": "java8",
  "us-east-1 media-transcode": "nodejs16.x",
  "eu-west-1 erp-nightly-export": "python3.8",
  "us-west-2 search-crawl-seed": "go1.x",
};
/** Values that look like credentials and are none: AWS's own example key, and words of the same shape. */
const ENVIRONMENT: Record<string, Record<string, string>> = {
  "us-east-1 checkout-webhook-in": { STAGE: "production", DB_PASSWORD: "not-a-real-password-7Qx2" },
  "us-east-1 platform-slack-bot": { SLACK_CHANNEL: "ops", AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE" },
  "eu-west-1 erp-nightly-export": { FTP_URL: "ftp://erp:example-password@erp.example.com/in" },
};
const URLS: Record<string, Pick<FunctionUrlConfig, "AuthType" | "Cors">> = {
  "us-east-1 checkout-webhook-in": { AuthType: "NONE" },
  "us-east-1 web-feedback-form": { AuthType: "NONE", Cors: { AllowOrigins: ["*"], AllowMethods: ["POST"] } },
  "us-east-1 recommendations-refresh-model": { AuthType: "AWS_IAM" },
  "eu-west-1 web-cookie-consent": { AuthType: "NONE", Cors: { AllowOrigins: ["https://shop.example.com"] } },
};
const OPEN_POLICIES = ["us-east-1 notifications-bounce-in", "us-west-2 analytics-session-rollup"];

export const FUNCTION_GROUP = "production-functions";

export type Deployed = {
  configuration: FunctionConfiguration;
  tags: Tags;
  policy: string | null;
  url: Pick<FunctionUrlConfig, "AuthType" | "Cors"> | null;
};

export function functionsOf(region: Region, now: Date): Deployed[] {
  return FUNCTIONS[region].split("·").flatMap((line) => {
    const [service = "", names = ""] = line.split(":").map((part) => part.trim());
    return names.split(/\s+/).map((name) => deployed(region, service, name, now));
  });
}

function deployed(region: Region, service: string, word: string, now: Date): Deployed {
  const name = `${service}-${word.replace("+", "")}`;
  const key = `${region} ${name}`;
  const environment: Environment = "production";
  const luck = random("function", region, name);
  const isImage = !(key in RUNTIMES) && luck.chance(0.08);
  const functionArn = arn("lambda", region, `function:${name}`);
  const subnets = privateSubnets(region, "production").slice(0, luck.chance(0.2) ? 1 : 3);
  const variables = { ...ENVIRONMENT[key], LOG_LEVEL: "info", SERVICE: service };
  return {
    configuration: {
      FunctionName: name,
      FunctionArn: functionArn,
      ...(isImage
        ? { PackageType: "Image" as const }
        : {
            PackageType: "Zip" as const,
            Runtime: RUNTIMES[key] ?? luck.pick(["nodejs22.x", "nodejs20.x", "python3.12", "python3.13", "java21"]),
            Handler: "index.handler",
          }),
      Role: roleArn(luck.chance(0.15) ? "lambda-shared" : `lambda-${name}`),
      ...(word.startsWith("+")
        ? {
            VpcConfig: {
              VpcId: vpcId(region, "production"),
              SubnetIds: subnets.map(({ id }) => id),
              SecurityGroupIds: [groupId(region, FUNCTION_GROUP)],
            },
          }
        : {}),
      Architectures: [luck.chance(0.45) ? "arm64" : "x86_64"],
      MemorySize: luck.pick([128, 256, 512, 1024, 2048]),
      Timeout: luck.pick([3, 15, 30, 60, 300]),
      CodeSize: luck.int(20_000, 24_000_000),
      ...(luck.chance(0.35) ? { DeadLetterConfig: { TargetArn: arn("sqs", region, `${name}-dead`) } } : {}),
      TracingConfig: { Mode: luck.chance(0.4) ? "Active" : "PassThrough" },
      ...(luck.chance(0.3) ? { KMSKeyArn: keyArn(region, "lambda") } : {}),
      LastModified: longAgo(now, region, name).toISOString().replace("Z", "+0000"),
      State: "Active",
      Environment: { Variables: variables },
    },
    tags: tagsOf(service, environment, name),
    policy: policyOf(key, functionArn, luck.chance(0.35)),
    url: URLS[key] ?? null,
  };
}

function policyOf(key: string, functionArn: string, isTriggered: boolean): string | null {
  const allow = (Principal: unknown, Condition?: unknown) =>
    JSON.stringify({
      Version: "2012-10-17",
      Id: "default",
      Statement: [
        {
          Sid: "invoke",
          Effect: "Allow",
          Principal,
          Action: "lambda:InvokeFunction",
          Resource: functionArn,
          Condition,
        },
      ],
    });
  if (OPEN_POLICIES.includes(key)) return allow("*");
  if (!isTriggered) return null;
  return allow({ Service: "events.amazonaws.com" }, { StringEquals: { "AWS:SourceAccount": ACCOUNT_ID } });
}
