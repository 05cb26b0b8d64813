import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "APG-007",
  pack: "compliance",
  title: "HTTP or WebSocket API should have an authorizer",
  category: "identity",
  severity: "medium",
  resourceType: "AWS::ApiGatewayV2::Api",
  remedy: "Add an authorizer and name it on each route.",
  config: z.object({ Authorizers: z.array(z.unknown()), OpenRoutes: z.array(z.string()), RouteCount: z.number() }),
  evaluate({ Authorizers, OpenRoutes, RouteCount }) {
    if (Authorizers.length > 0) return pass("Has an authorizer.");
    if (RouteCount > 0 && OpenRoutes.length === 0) return pass("Every route asks who is calling.");
    return fail(
      OpenRoutes.length > 0 ? `Anybody may call ${OpenRoutes.slice(0, 10).join(", ")}.` : "Has no authorizer.",
    );
  },
  examples: {
    pass: [
      { Authorizers: [{ Name: "a" }], OpenRoutes: ["$default"], RouteCount: 1 },
      { Authorizers: [], OpenRoutes: [], RouteCount: 1 },
    ],
    fail: [
      { Authorizers: [], OpenRoutes: [], RouteCount: 0 },
      { Authorizers: [], OpenRoutes: ["GET /"], RouteCount: 1 },
    ],
  },
  requirements: related({
    "aws-fsbp": "APIGateway.8",
    "aws-well-architected-security": "network-protection:sec_network_protection_layered",
  }),
});
