import * as z from "zod";
import { monthly, unit, units } from "../../../inventory/prices.ts";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { savesUpTo } from "./saving.ts";

const STATE = { State: { Name: "running" } };

export default rule({
  id: "ipv4-public",
  pack: "savings",
  title: "Instance has a public address that nobody may reach",
  category: "address",
  severity: "low",
  resourceType: "AWS::EC2::Instance",
  remedy:
    "Take the address away where a NAT gateway or endpoints carry what goes out; a NAT gateway alone costs nine addresses.",
  config: z.object({
    State: z.object({ Name: z.string() }),
    PublicIpAddress: z.string().nullish(),
    OpenToInternet: z.boolean().nullable(),
  }),
  evaluate({ State, PublicIpAddress, OpenToInternet }, { region }) {
    if (!PublicIpAddress || OpenToInternet === null) return pass("Has no public address.");
    if (State.Name !== "running") return notApplicable(`Is ${State.Name}.`);
    if (OpenToInternet) return pass("Its security groups let the internet in.");
    const facts = `No security group lets the internet reach ${PublicIpAddress}; it may serve what goes out.`;
    const most = monthly(unit(units.publicIpv4Hour, region));
    return most ? savesUpTo({ most }, facts, "0 where it is needed to go out, else one address × 730 h") : fail(facts);
  },
  examples: {
    pass: [
      { ...STATE, OpenToInternet: null },
      { ...STATE, PublicIpAddress: "203.0.113.7", OpenToInternet: true },
      { ...STATE, OpenToInternet: false },
      { ...STATE, OpenToInternet: null, PublicIpAddress: "203.0.113.7" },
    ],
    fail: [
      { config: { ...STATE, PublicIpAddress: "203.0.113.7", OpenToInternet: false }, saves: "0 to 0.005 × 730 = 3.65" },
      {
        config: { ...STATE, PublicIpAddress: "203.0.113.7", OpenToInternet: false },
        context: { region: "cn-north-1" },
      },
    ],
    notApplicable: [{ State: { Name: "stopped" }, PublicIpAddress: "203.0.113.7", OpenToInternet: false }],
  },
  requirements: {},
});
