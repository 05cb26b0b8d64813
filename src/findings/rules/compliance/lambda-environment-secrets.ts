import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "LAM-003",
  pack: "compliance",
  title: "Lambda environment must not contain credentials",
  category: "secrets",
  severity: "critical",
  resourceType: "AWS::Lambda::Function",
  remedy: "Move the value to Secrets Manager and rotate it.",
  config: z.object({ EnvironmentSecrets: z.array(z.object({ variable: z.string(), pattern: z.string() })) }),
  evaluate({ EnvironmentSecrets: found }) {
    if (found.length === 0) return pass("No environment variable looks like a credential.");
    const names = found.map(({ variable, pattern }) => `${variable} (${pattern})`);
    return fail(`Looks like a credential: ${names.join(", ")}.`, { evidence: { variables: found } });
  },
  examples: {
    pass: [{ EnvironmentSecrets: [] }],
    fail: [{ EnvironmentSecrets: [{ variable: "DB_PASSWORD", pattern: "password" }] }],
  },
  requirements: related({
    "aws-well-architected-security": "identities:sec_identities_secrets",
  }),
});
