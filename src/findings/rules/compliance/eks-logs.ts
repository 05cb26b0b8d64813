import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

const TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

export default rule({
  id: "EKS-004",
  pack: "compliance",
  title: "EKS control plane must log audit (all five types)",
  category: "logging",
  severity: "medium",
  resourceType: "AWS::EKS::Cluster",
  remedy: "Turn on all five kinds of control plane logs.",
  config: z.object({ LogTypes: z.array(z.string()) }),
  evaluate({ LogTypes }) {
    const missing = TYPES.filter((type) => !LogTypes.includes(type));
    return missing.length === 0 ? pass("All five kinds of log are on.") : fail(`Not logged: ${missing.join(", ")}.`);
  },
  examples: {
    pass: [{ LogTypes: TYPES }],
    fail: [
      { LogTypes: [] },
      { LogTypes: TYPES.filter((type) => type !== "audit") },
      { LogTypes: TYPES.filter((type) => type !== "scheduler") },
    ],
  },
  requirements: related({
    "aws-fsbp": "EKS.8",
    "pci-dss-4.0":
      "10.2.1.1 10.2.1.2 10.2.1.3 10.2.1.4 10.2.1.5 10.2.1.6 10.2.1.7 10.2.1 10.2.2 10.3.1 10.6.3 5.3.4 A1.2.1",
    "aws-well-architected-security": "detect-investigate-events:sec_detect_investigate_events_app_service_logging",
    "iso-27001-2022": "A.8.15",
  }),
});
