import * as z from "zod";
import { monthly, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { keptBy } from "./measured.ts";
import { saves } from "./saving.ts";

export default rule({
  id: "eip-unassociated",
  pack: "savings",
  title: "Elastic IP address is associated with nothing",
  category: "idle",
  severity: "low",
  resourceType: "AWS::EC2::EIP",
  remedy: "Release the address, unless a partner has it in an allow-list.",
  cli: "aws ec2 release-address --allocation-id <id>",
  needs: ["tags"],
  config: z.object({ AssociationId: z.string().nullish(), PublicIp: z.string() }),
  evaluate({ AssociationId, PublicIp }, { tags, region }) {
    if (AssociationId) return pass("Is in use.");
    const kept = keptBy(tags);
    if (kept) return kept;
    const price = monthly(unit(units.publicIpv4Hour, region));
    const facts = `${PublicIp} belongs to nothing and is billed.`;
    return price ? saves(price, facts, "one public IPv4 address × 730 h") : fail(facts);
  },
  examples: {
    pass: [{ AssociationId: "eipassoc-1", PublicIp: "203.0.113.7" }],
    fail: [
      { config: { PublicIp: "203.0.113.7" }, saves: "0.005 × 730 = 3.65" },
      { config: { PublicIp: "203.0.113.7" }, context: { region: "cn-north-1" } },
    ],
    notApplicable: [{ config: { PublicIp: "203.0.113.7" }, context: { tags: { Keep: "partner" } } }],
  },
  requirements: {},
});
