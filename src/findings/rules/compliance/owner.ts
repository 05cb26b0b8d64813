import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";

/** An owner is named by the first of these tags that is present, in any case. */
const OWNER_TAGS = ["owner", "team"];

export default rule({
  id: "TAG-002",
  pack: "compliance",
  title: "Resource must map to an owner (team and service of the catalog)",
  category: "ownership",
  severity: "medium",
  resourceType: "*",
  remedy: "Tag the resource with exactly one owner.",
  needs: ["tags"],
  config: z.object({}),
  evaluate(_, { tags }) {
    const entries = Object.entries(tags ?? {}).filter(([, value]) => value.trim() !== "");
    for (const tag of OWNER_TAGS) {
      const owners = [
        ...new Set(entries.filter(([key]) => key.toLowerCase() === tag).map(([, value]) => value.trim())),
      ];
      if (owners.length > 1) return fail(`Several owners: ${owners.join(", ")}.`);
      if (owners.length === 1) return pass(`Owned by ${owners[0]}.`);
    }
    return fail("No tag names an owner.");
  },
  examples: {
    pass: [
      { config: {}, context: { tags: { Owner: "checkout" } } },
      { config: {}, context: { tags: { team: "checkout", Environment: "prod" } } },
    ],
    fail: [
      { config: {}, context: { tags: { Owner: "checkout", owner: "search", team: "web" } } },
      { config: {}, context: { tags: {} } },
      { config: {}, context: { tags: { Owner: "" } } },
      { config: {}, context: { tags: { Owner: "checkout", owner: "search" } } },
    ],
  },
  requirements: {},
});
