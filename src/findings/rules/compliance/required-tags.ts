import * as z from "zod";
import { fail, pass, rule, type TagRule } from "../../rule.ts";

export default rule({
  id: "TAG-001",
  pack: "compliance",
  title: "Resource must carry the required tags",
  category: "ownership",
  severity: "low",
  resourceType: "*",
  remedy: "Tag the resource in the infrastructure code that owns it.",
  needs: ["tags"],
  config: z.object({}),
  evaluate(_, { tags, type, settings: { requiredTags, tagRules = [] } }) {
    const tagValue = (key: string) => (tags && Object.hasOwn(tags, key) ? (tags[key] ?? "").trim() : "");
    const policy = tagRules.filter(({ types }) => types.length === 0 || types.includes(type));
    const keys = new Set([...requiredTags, ...policy.map(({ key }) => key)]);
    const missing = [...keys].filter((key) => tagValue(key) === "");
    const notAllowed = policy.filter((one) => tagValue(one.key) !== "" && !isAllowed(one, tagValue(one.key)));
    if (missing.length + notAllowed.length === 0) return pass("Carries every required tag.");
    const sentences = [
      ...(missing.length > 0 ? [`Missing or empty: ${missing.join(", ")}.`] : []),
      ...notAllowed.map((one) => `${one.key} is ${tagValue(one.key)}, not one of ${one.values.join(", ")}.`),
    ];
    return fail(sentences.join(" "), {
      evidence: {
        missing,
        ...(notAllowed.length > 0 && { notAllowed: notAllowed.map(({ key }) => ({ key, value: tagValue(key) })) }),
      },
    });
  },
  examples: {
    pass: [
      { config: {}, context: { tags: { Environment: "prod", Owner: "checkout", CostCenter: "42" } } },
      { config: {}, context: { tags: { Stage: "prod-eu" }, settings: withRules({ values: ["dev", "prod*"] }) } },
      { config: {}, context: { tags: { Stage: "prod" }, settings: withRules({ values: ["prod"] }) } },
      { config: {}, context: { tags: { Stage: "anything" }, settings: withRules({}) } },
      { config: {}, context: { tags: {}, settings: withRules({ types: ["AWS::S3::Bucket"] }) } },
    ],
    fail: [
      { config: {}, context: { tags: {} } },
      { config: {}, context: { tags: { Environment: "prod", Owner: "checkout" } } },
      { config: {}, context: { tags: { Environment: "prod", Owner: " ", CostCenter: "42" } } },
      { config: {}, context: { tags: { Stage: "test" }, settings: withRules({ values: ["dev", "prod*"] }) } },
      { config: {}, context: { tags: { Stage: "production" }, settings: withRules({ values: ["prod"] }) } },
      { config: {}, context: { tags: { stage: "prod" }, settings: withRules({}) } },
      { config: {}, context: { tags: {}, settings: withRules({ key: "constructor" }) } },
      { config: {}, context: { tags: {}, settings: withRules({ types: ["*"] }) } },
    ],
  },
  requirements: {},
});

const isAllowed = ({ values }: TagRule, value: string) =>
  values.length === 0 ||
  values.some((wanted) => (wanted.endsWith("*") ? value.startsWith(wanted.slice(0, -1)) : value === wanted));

/** For the examples. */
function withRules(change: Partial<TagRule>) {
  return { requiredTags: [], tagRules: [{ key: "Stage", values: [], types: [], ...change }] };
}
