import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

const Listener = z.object({
  Port: z.number().optional(),
  Protocol: z.string().optional(),
  DefaultActions: z
    .array(
      z.object({
        Type: z.string().optional(),
        RedirectConfig: z.object({ Protocol: z.string().optional() }).nullish(),
      }),
    )
    .nullish(),
});
const redirectsToHttps = (listener: z.infer<typeof Listener>) =>
  (listener.DefaultActions ?? []).some((a) => a.Type === "redirect" && a.RedirectConfig?.Protocol === "HTTPS");

export default rule({
  id: "ELB-001",
  pack: "compliance",
  title: "ALB must use HTTPS or redirect HTTP to it; NLB must use TLS",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::ElasticLoadBalancingV2::LoadBalancer",
  remedy: "Add an HTTPS (TLS) listener and turn HTTP into a redirect to it.",
  config: z.object({ Type: z.string(), Listeners: z.array(Listener) }),
  evaluate({ Type, Listeners }) {
    if (Type !== "application" && Type !== "network") return notApplicable(`Not for a ${Type} load balancer.`);
    const plain = Listeners.filter((listener) =>
      Type === "application"
        ? listener.Protocol === "HTTP" && !redirectsToHttps(listener)
        : listener.Protocol !== "TLS",
    );
    if (plain.length === 0) return pass("No listener accepts plain traffic.");
    return fail(`Accepts plain traffic: ${plain.map((l) => `${l.Protocol}:${l.Port}`).join(", ")}.`);
  },
  examples: {
    pass: [
      { Type: "application", Listeners: [{ Port: 443, Protocol: "HTTPS" }] },
      {
        Type: "application",
        Listeners: [
          { Port: 80, Protocol: "HTTP", DefaultActions: [{ Type: "redirect", RedirectConfig: { Protocol: "HTTPS" } }] },
        ],
      },
      { Type: "network", Listeners: [{ Port: 443, Protocol: "TLS" }] },
    ],
    fail: [
      {
        Type: "application",
        Listeners: [
          { Port: 80, Protocol: "HTTP", DefaultActions: [{ Type: "forward", RedirectConfig: { Protocol: "HTTPS" } }] },
        ],
      },
      { Type: "application", Listeners: [{ Port: 80, Protocol: "HTTP" }] },
      { Type: "application", Listeners: [{ Port: 80, Protocol: "HTTP", DefaultActions: [{ Type: "forward" }] }] },
      {
        Type: "application",
        Listeners: [
          { Port: 80, Protocol: "HTTP", DefaultActions: [{ Type: "redirect", RedirectConfig: { Protocol: "HTTP" } }] },
        ],
      },
      {
        Type: "network",
        Listeners: [
          { Port: 443, Protocol: "TLS" },
          { Port: 80, Protocol: "TCP" },
        ],
      },
    ],
    notApplicable: [{ Type: "gateway", Listeners: [] }],
  },
  requirements: related({
    "aws-fsbp": "ELB.1",
    "pci-dss-3.2.1": "2.3 4.1 4.1.a 4.1.g 8.2 8.2.1 8.2.1.a",
    "aws-well-architected-security": "protect-data-transit:sec_protect_data_transit_encrypt",
  }),
});
