import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ECS-005",
  pack: "compliance",
  title: "ECS container environment must not contain credentials",
  category: "secrets",
  severity: "critical",
  resourceType: "AWS::ECS::TaskDefinition",
  remedy: "Name the secret under secrets in the container definition, and rotate it.",
  config: z.object({
    containerDefinitions: z.array(
      z.object({
        name: z.string(),
        EnvironmentSecrets: z.array(z.object({ variable: z.string(), pattern: z.string() })),
      }),
    ),
  }),
  evaluate({ containerDefinitions }) {
    const found = containerDefinitions.flatMap(({ name, EnvironmentSecrets }) =>
      EnvironmentSecrets.map((one) => ({ container: name, ...one })),
    );
    if (found.length === 0) return pass("No environment variable looks like a credential.");
    const names = found.map(({ container, variable, pattern }) => `${variable} of ${container} (${pattern})`);
    return fail(`Looks like a credential: ${names.join(", ")}.`, { evidence: { variables: found } });
  },
  examples: {
    pass: [{ containerDefinitions: [{ name: "web", EnvironmentSecrets: [] }] }],
    fail: [
      {
        containerDefinitions: [
          { name: "web", EnvironmentSecrets: [{ variable: "DB_PASSWORD", pattern: "secret-by-name" }] },
        ],
      },
    ],
  },
  requirements: related({
    "aws-fsbp": "ECS.8",
    "pci-dss-4.0": "3.5.1 8.2.2 8.3.2",
    "aws-well-architected-security": "identities:sec_identities_secrets",
  }),
});
