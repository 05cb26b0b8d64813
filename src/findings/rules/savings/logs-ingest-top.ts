import * as z from "zod";
import { scaled, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { noData } from "./measured.ts";
import { savesUpTo } from "./saving.ts";

const DOLLARS_MIN = 50;

export default rule({
  id: "logs-ingest-top",
  pack: "savings",
  title: "Log group takes much in",
  category: "traffic",
  severity: "medium",
  resourceType: "AWS::Logs::LogGroup",
  remedy: "Look at the share of debug lines; raise the level, sample, or use the infrequent access class.",
  needs: ["metrics"],
  config: z.object({ logGroupName: z.string() }),
  evaluate(_, { metrics, region }) {
    if (metrics.incomingBytes30d == null) return noData("what is written to it");
    const gb = Math.round(metrics.incomingBytes30d / 1e7) / 100;
    const facts = `Took ${gb} GB within 30 days.`;
    const most = scaled(unit(units.logs.ingestedGb, region), gb);
    if (!most) return fail(facts);
    if (Number(most.amount) <= DOLLARS_MIN) return pass(facts);
    return savesUpTo(
      { most },
      facts,
      `0 to ${gb} GB × ${units.logs.ingestedGb}: the share that nobody reads is yours to say`,
    );
  },
  examples: {
    pass: [{ config: { logGroupName: "/app" }, context: { metrics: { incomingBytes30d: 100e9 } } }],
    fail: [
      {
        config: { logGroupName: "/app" },
        context: { metrics: { incomingBytes30d: 400e9 } },
        saves: "0 to 400 × 0.5 = 200",
      },
      {
        config: { logGroupName: "/app" },
        context: { metrics: { incomingBytes30d: 100000000000 }, region: "cn-north-1" },
      },
      { config: { logGroupName: "/app" }, context: { metrics: { incomingBytes30d: 101e9 } } },
    ],
    unknown: [{ logGroupName: "/app" }],
  },
  requirements: {},
});
