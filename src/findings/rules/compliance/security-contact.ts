import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ACC-001",
  pack: "compliance",
  title: "Security contact must be registered",
  category: "hygiene",
  severity: "medium",
  resourceType: "AWS::Account::AlternateContact",
  remedy: "Register a security contact for the account.",
  cli: "aws account put-alternate-contact --alternate-contact-type SECURITY --name <name> --title <title> --email-address <address> --phone-number <number>",
  config: z.object({ IsRegistered: z.boolean() }),
  evaluate: ({ IsRegistered }) =>
    IsRegistered
      ? pass("AWS knows whom to tell about security.")
      : fail("AWS has no security contact: its warnings go to the root address alone."),
  examples: {
    pass: [{ IsRegistered: true }],
    fail: [{ IsRegistered: false }],
  },
  requirements: related({
    "cis-aws-1.4": "1.2",
    "cis-aws-1.5": "1.2",
    "cis-aws-2.0": "1.2",
    "cis-aws-3.0": "1.2",
    "cis-aws-5.0": "1.2",
    "cis-aws-7.0": "2.3",
    "aws-fsbp": "Account.1",
    "pci-dss-4.0": "A1.2.3",
    "aws-well-architected-security":
      "permissions:sec_permissions_emergency_process incident-response:sec_incident_response_identify_personnel",
    "iso-27001-2022": "A.5.5",
  }),
});
