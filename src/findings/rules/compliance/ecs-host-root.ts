import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

const isRoot = (user: string | null | undefined) => ["", "root", "0"].includes((user ?? "").split(":")[0] ?? "");

export default rule({
  id: "ECS-002",
  pack: "compliance",
  title: "ECS task in host network mode must not run as root",
  category: "container",
  severity: "high",
  resourceType: "AWS::ECS::TaskDefinition",
  remedy: "Use the awsvpc network mode, or name a user in each container definition.",
  config: z.object({
    networkMode: z.string().nullish(),
    containerDefinitions: z.array(
      z.object({ name: z.string(), user: z.string().nullish(), privileged: z.boolean().nullish() }),
    ),
  }),
  evaluate({ networkMode, containerDefinitions }) {
    if (networkMode !== "host") return pass(`Has a network of its own (${networkMode ?? "bridge"}).`);
    const roots = containerDefinitions.filter(({ user, privileged }) => !privileged && isRoot(user));
    if (roots.length === 0) return pass("Shares the host's network, and no container runs as root.");
    return fail(`Shares the host's network and runs as root: ${roots.map(({ name }) => name).join(", ")}.`);
  },
  examples: {
    pass: [
      { networkMode: "host", containerDefinitions: [{ name: "web", privileged: true }] },
      { networkMode: "awsvpc", containerDefinitions: [{ name: "web" }] },
      { networkMode: "host", containerDefinitions: [{ name: "web", user: "1000" }] },
    ],
    fail: [
      { networkMode: "host", containerDefinitions: [{ name: "web" }] },
      { networkMode: "host", containerDefinitions: [{ name: "web", user: "root" }] },
      { networkMode: "host", containerDefinitions: [{ name: "web", user: "0:0" }] },
    ],
  },
  requirements: related({
    "aws-fsbp": "ECS.1",
    "pci-dss-4.0": "7.2.1 7.2.2 7.2.3",
  }),
});
