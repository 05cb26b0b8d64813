import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

/** Newest Fargate platform versions (AWS Fargate platform versions). */
const NEWEST = { linux: "1.4.0", windows: "1.0.0" };

export default rule({
  id: "ECS-008",
  pack: "compliance",
  title: "Fargate service should run the latest platform version",
  category: "patching",
  severity: "medium",
  resourceType: "AWS::ECS::Service",
  remedy: "Move the service to the latest platform version with a new deployment.",
  cli: "aws ecs update-service --service <arn> --cluster <cluster> --platform-version LATEST --force-new-deployment",
  config: z.object({
    launchType: z.string().nullish(),
    platformVersion: z.string().nullish(),
    platformFamily: z.string().nullish(),
  }),
  evaluate({ launchType, platformVersion, platformFamily }) {
    if (launchType !== "FARGATE") return notApplicable("Not launched on Fargate.");
    const newest = platformFamily?.toLowerCase().startsWith("windows") ? NEWEST.windows : NEWEST.linux;
    // An absent version means LATEST.
    const version = platformVersion ?? "LATEST";
    return version === "LATEST" || version === newest
      ? pass(`Runs platform version ${version}.`)
      : fail(`Runs platform version ${version}; the newest is ${newest}.`);
  },
  examples: {
    pass: [
      { launchType: "FARGATE" },
      { launchType: "FARGATE", platformVersion: "LATEST" },
      { launchType: "FARGATE", platformVersion: "1.4.0", platformFamily: "Linux" },
      { launchType: "FARGATE", platformVersion: "1.0.0", platformFamily: "WINDOWS_SERVER_2022_CORE" },
    ],
    fail: [
      { launchType: "FARGATE", platformVersion: "1.3.0", platformFamily: "Linux" },
      { launchType: "FARGATE", platformVersion: "1.0.0", platformFamily: "Linux" },
    ],
    notApplicable: [{ launchType: "EC2" }],
  },
  requirements: related({
    "aws-fsbp": "ECS.10",
    "pci-dss-4.0": "6.3.3",
  }),
});
