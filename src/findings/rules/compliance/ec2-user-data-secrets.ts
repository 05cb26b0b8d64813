import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EC2-025",
  pack: "compliance",
  title: "EC2 user data must not contain credentials",
  category: "secrets",
  severity: "high",
  resourceType: "AWS::EC2::Instance",
  remedy: "Read the value from Secrets Manager with the instance role, and rotate it.",
  config: z.object({ UserDataSecrets: z.array(z.object({ line: z.number(), pattern: z.string() })) }),
  evaluate({ UserDataSecrets: found }) {
    if (found.length === 0) return pass("No line of the user data looks like a credential.");
    const lines = found.map(({ line, pattern }) => `line ${line} (${pattern})`);
    return fail(`Looks like a credential: ${lines.join(", ")}.`, { evidence: { lines: found } });
  },
  examples: {
    pass: [{ UserDataSecrets: [] }],
    fail: [{ UserDataSecrets: [{ line: 3, pattern: "aws-access-key" }] }],
  },
  requirements: related({
    "aws-well-architected-security": "identities:sec_identities_secrets",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
