import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "LAM-005",
  pack: "compliance",
  title: "Lambda function URL must not allow every origin",
  category: "public-exposure",
  severity: "medium",
  resourceType: "AWS::Lambda::Function",
  remedy: "List the origins that may call the function URL.",
  cli: "aws lambda update-function-url-config --function-name <id> --cors AllowOrigins=<origin>",
  config: z.object({
    UrlConfig: z.object({ Cors: z.object({ AllowOrigins: z.array(z.string()).nullish() }).nullish() }).nullable(),
  }),
  evaluate({ UrlConfig }) {
    if (!UrlConfig) return notApplicable("Has no function URL.");
    return UrlConfig.Cors?.AllowOrigins?.includes("*")
      ? fail("The function URL allows every origin.")
      : pass("The function URL allows no foreign origin or a list of them.");
  },
  examples: {
    pass: [{ UrlConfig: { Cors: { AllowOrigins: ["https://app.example.com"] } } }, { UrlConfig: {} }],
    fail: [{ UrlConfig: { Cors: { AllowOrigins: ["https://app.example.com", "*"] } } }],
    notApplicable: [{ UrlConfig: null }],
  },
  requirements: related({
    "aws-well-architected-security": "permissions:sec_permissions_analyze_cross_account",
    "iso-27001-2022": "A.8.1",
  }),
});
