import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "APG-005",
  pack: "compliance",
  title: "REST API should have an authorizer",
  category: "identity",
  severity: "medium",
  resourceType: "AWS::ApiGateway::RestApi",
  remedy: "Add an authorizer, or ask for IAM authorization on each method.",
  config: z.object({ Authorizers: z.array(z.unknown()), OpenMethods: z.array(z.string()), MethodCount: z.number() }),
  evaluate({ Authorizers, OpenMethods, MethodCount }) {
    if (Authorizers.length > 0) return pass("Has an authorizer.");
    if (MethodCount > 0 && OpenMethods.length === 0) return pass("Every method asks who is calling.");
    return fail(
      OpenMethods.length > 0 ? `Anybody may call ${OpenMethods.slice(0, 10).join(", ")}.` : "Has no authorizer.",
    );
  },
  examples: {
    pass: [
      { Authorizers: [], OpenMethods: [], MethodCount: 1 },
      { Authorizers: [{ name: "a" }], OpenMethods: ["GET /"], MethodCount: 1 },
      { Authorizers: [], OpenMethods: [], MethodCount: 2 },
    ],
    fail: [
      { Authorizers: [], OpenMethods: [], MethodCount: 0 },
      { Authorizers: [], OpenMethods: ["GET /"], MethodCount: 2 },
    ],
  },
  requirements: related({
    "aws-well-architected-security":
      "network-protection:sec_network_protection_layered network-protection:sec_network_protection_inspection",
  }),
});
