import { bucketsOf } from "../src/ports/aws-sample/buckets.ts";
import { arn, type Region } from "../src/ports/aws-sample/company.ts";
import { DATABASES } from "../src/ports/aws-sample/databases.ts";
import { clusterName, SERVICES as TASKS } from "../src/ports/aws-sample/services.ts";

/** A part of a service that runs by itself: an ECS service or a Lambda function of the sample account. */
export type Part = { name: string; of: string; type: "service" | "function"; description: string; arn: string };
/** What a service keeps its data in. */
export type Store = { name: string; of: string; type: "database" | "bucket"; arn: string };

const TASK_WORDS: Record<string, string> = {
  "checkout-worker": "Turns paid baskets into orders",
  "notifications-sender": "Hands messages to the carriers",
  "recommendations-api": "Answers what goes with what",
  "media-resizer": "Makes every size of a picture",
  "billing-invoices": "Numbers and keeps invoices",
  "identity-sessions": "Knows who is signed in",
  "stock-sync": "Keeps shelves and shop in step",
  "data-lake-ingest": "Takes in raw events",
  "analytics-dashboard": "Draws the morning's numbers",
  "analytics-export": "Hands reports to partners",
  "search-suggest": "Completes what a shopper types",
  "search-crawler": "Reads product pages of suppliers",
  "platform-gateway": "The door that every request goes through",
};

/** By region and service: "name: what it does". */
const FUNCTION_WORDS: Partial<Record<Region, Record<string, readonly string[]>>> = {
  "us-east-1": {
    checkout: [
      "capture-payment: Takes the money of an authorised payment",
      "refund: Gives the money back",
      "fraud-score: Says how likely an order is a fraud",
      "webhook-in: Hears what the payment provider tells",
    ],
    billing: [
      "invoice-pdf: Prints invoices",
      "dunning: Reminds of what is unpaid",
      "tax-report: Adds up taxes by country",
    ],
    catalog: [
      "import-feed: Reads suppliers' price lists",
      "price-sync: Carries prices to the shop",
      "image-moderation: Keeps pictures decent",
    ],
    media: ["thumbnail: Cuts small pictures", "transcode: Makes videos play everywhere"],
    notifications: [
      "email-render: Fills in e-mail templates",
      "sms-send: Sends text messages",
      "bounce-in: Hears of addresses that refuse",
      "push-send: Sends to telephones",
    ],
    stock: [
      "reserve: Holds an article for a basket",
      "release: Gives a held article back",
      "supplier-edi: Speaks with suppliers' systems",
    ],
    search: ["reindex: Builds the index anew", "synonyms: Knows that a sofa is a couch"],
    recommendations: ["refresh-model: Learns from yesterday's orders"],
    "data-lake": [
      "compact: Makes large files of small ones",
      "partition-repair: Finds days that are missing",
      "export-daily: Copies curated days",
    ],
    analytics: ["funnel-report: From the first page to the order", "session-rollup: Adds visits up"],
    identity: [
      "token-cleanup: Forgets tokens that ended",
      "breach-check: Compares passwords with known leaks",
      "audit-export: Hands the sign-in log to auditors",
    ],
    platform: [
      "cost-report: Mails the teams their costs",
      "log-forwarder: Carries logs to the archive",
      "rotate-logs: Ends old logs",
      "slack-bot: Answers on-call questions",
    ],
    web: [
      "edge-redirects: Keeps old addresses alive",
      "sitemap: Tells search engines what there is",
      "feedback-form: Takes in what shoppers say",
    ],
  },
  "eu-west-1": {
    billing: ["vat-check: Asks whether a VAT number is valid"],
    identity: ["gdpr-erase: Forgets a person"],
    erp: ["nightly-export: Sends the day's orders to the books"],
    web: ["cookie-consent: Remembers what a visitor allowed"],
  },
};

const tasks = (): Part[] =>
  Object.entries(TASK_WORDS).flatMap(([name, description]) => {
    const row = TASKS.find((task) => `${task.service}-${task.role}` === name && task.environment === "production");
    if (!row) return [];
    const { region, environment, service } = row;
    const own = arn("ecs", region, `service/${clusterName(environment)}/${name}`);
    return [{ name, of: service, type: "service", description, arn: own }];
  });

const functions = (): Part[] =>
  Object.entries(FUNCTION_WORDS).flatMap(([region, services]) =>
    Object.entries(services).flatMap(([service, words]) =>
      words.map((text): Part => {
        const [word = "", description = ""] = text.split(": ");
        const name = `${service}-${word}`;
        return { name, of: service, type: "function", description, arn: arn("lambda", region, `function:${name}`) };
      }),
    ),
  );

export const PARTS: readonly Part[] = [...tasks(), ...functions()];

/** Where a database of another region stands beside the first, its name says so. */
const HOME: Region = "us-east-1";
const databases = (): Store[] =>
  DATABASES.filter(({ environment }) => environment === "production").map(({ service, region }) => ({
    name: `${service}-database${region === HOME ? "" : `-${region}`}`,
    of: service,
    type: "database",
    arn: arn("rds", region, `db:${service}-production`),
  }));

/** "juniper-checkout-receipts" is checkout's. Buckets for trying things out belong to no service. */
const buckets = (services: readonly string[]): Store[] =>
  bucketsOf(new Date(0)).flatMap(({ name }) => {
    const of = services.find((service) => name.startsWith(`juniper-${service}-`));
    if (!of || /-(staging|development)$/.test(name)) return [];
    return [{ name: name.replace(/^juniper-/, ""), of, type: "bucket", arn: `arn:aws:s3:::${name}` }];
  });

/** Of these services, what keeps data. */
export const storesOf = (services: readonly string[]): Store[] => [
  ...databases().filter(({ of }) => services.includes(of)),
  ...buckets(services),
];
