import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";

/** Each further copy of the management events costs $2 for 100,000; how many there are is told by the bill. */
export default rule({
  id: "ct-read",
  pack: "savings",
  title: "Second trail records read events again",
  category: "hygiene",
  severity: "medium",
  resourceType: "AWS::CloudTrail::Trail",
  remedy: "Let one trail record management events and read it from both places, or record writes only here.",
  cli: "aws cloudtrail put-event-selectors --trail-name <id> --event-selectors file://selectors.json",
  config: z.object({ ReadsCopiedFrom: z.string().nullable() }),
  evaluate: ({ ReadsCopiedFrom }) =>
    ReadsCopiedFrom === null
      ? pass("Records no read events a second time.")
      : fail(`Records the read events that ${ReadsCopiedFrom} records; each copy is billed.`),
  examples: {
    pass: [{ ReadsCopiedFrom: null }],
    fail: [{ ReadsCopiedFrom: "organisation" }],
  },
  requirements: {},
});
