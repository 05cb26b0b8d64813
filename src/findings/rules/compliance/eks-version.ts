import * as z from "zod";
import { fail, pass, rule, unknown } from "../../rule.ts";
import { related } from "./related.ts";

/**
 * Last day of standard support, about 14 months after a release (Amazon EKS user guide, "Kubernetes release calendar"; read at endoflife.date, February 2026).
 * A version that is not listed yet came later, so its support outlasts that of the newest listed.
 */
const STANDARD_SUPPORT_UNTIL: Record<string, string> = {
  "1.29": "2025-03-23",
  "1.30": "2025-07-23",
  "1.31": "2025-11-26",
  "1.32": "2026-03-23",
  "1.33": "2026-07-29",
  "1.34": "2026-12-02",
  "1.35": "2027-03-27",
};
const OLDEST_LISTED = 29;
const NEWEST_UNTIL = Object.values(STANDARD_SUPPORT_UNTIL).sort().at(-1) ?? "";

export default rule({
  id: "EKS-002",
  pack: "compliance",
  title: "EKS cluster must run a supported Kubernetes version",
  category: "patching",
  severity: "high",
  resourceType: "AWS::EKS::Cluster",
  remedy: "Upgrade the cluster, one minor version at a time; extended support costs more.",
  cli: "aws eks update-cluster-version --name <id> --kubernetes-version <version>",
  config: z.object({ version: z.string() }),
  evaluate({ version }, { now }) {
    const end = STANDARD_SUPPORT_UNTIL[version];
    if (end === undefined) {
      const minor = Number(version.split(".")[1]);
      if (minor < OLDEST_LISTED) return fail(`Kubernetes ${version} is out of support.`);
      return now.getTime() < Date.parse(NEWEST_UNTIL)
        ? pass(`Kubernetes ${version} is in standard support until ${NEWEST_UNTIL} at least.`)
        : unknown(`Kubernetes ${version} is newer than our list.`);
    }
    return now.getTime() < Date.parse(end)
      ? pass(`Kubernetes ${version} is in standard support until ${end}.`)
      : fail(`Standard support of Kubernetes ${version} ended on ${end}.`);
  },
  examples: {
    pass: [
      { config: { version: "1.31" }, context: { now: new Date("2025-11-25T23:59:59Z") } },
      { version: "1.34" },
      { config: { version: "1.36" }, context: { now: new Date("2027-03-26T23:59:59Z") } },
    ],
    fail: [
      { version: "1.28" },
      { version: "1.29" },
      { config: { version: "1.31" }, context: { now: new Date("2025-11-26T00:00:00Z") } },
      { version: "1.32" },
      { version: "1.24" },
    ],
    unknown: [{ config: { version: "1.36" }, context: { now: new Date("2027-03-27T00:00:00Z") } }],
  },
  requirements: related({
    "aws-fsbp": "EKS.2",
    "pci-dss-3.2.1": "6.2 6.2.b",
    "pci-dss-4.0": "6.3.3",
  }),
});
