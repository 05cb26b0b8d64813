import * as z from "zod";
import { fail, notApplicable, pass, rule, unknown } from "../../rule.ts";
import { deprecatedSince } from "./lambda-runtimes.ts";
import { related } from "./related.ts";

export default rule({
  id: "LAM-002",
  pack: "compliance",
  title: "Lambda function must use a supported runtime",
  category: "patching",
  severity: "medium",
  resourceType: "AWS::Lambda::Function",
  remedy: "Move the function to a supported runtime.",
  cli: "aws lambda update-function-configuration --function-name <id> --runtime <runtime>",
  config: z.object({ Runtime: z.string().nullish(), PackageType: z.string().nullish() }),
  evaluate({ Runtime, PackageType }, { now }) {
    if (PackageType === "Image") return notApplicable("A container image brings its own runtime.");
    if (!Runtime) return unknown("AWS names no runtime.");
    const since = deprecatedSince(Runtime, now);
    return since ? fail(`${Runtime} has been deprecated since ${since}.`) : pass(`${Runtime} is supported.`);
  },
  examples: {
    pass: [
      { Runtime: "python3.12", PackageType: "Zip" },
      { config: { Runtime: "nodejs20.x", PackageType: "Zip" }, context: { now: new Date("2026-04-29T00:00:00Z") } },
    ],
    fail: [
      { Runtime: "python3.7", PackageType: "Zip" },
      { config: { Runtime: "nodejs20.x", PackageType: "Zip" }, context: { now: new Date("2026-04-30T00:00:00Z") } },
    ],
    notApplicable: [{ PackageType: "Image" }],
    unknown: [{ PackageType: "Zip" }],
  },
  requirements: related({
    "aws-fsbp": "Lambda.2",
  }),
});
