import * as z from "zod";
import { fail, pass, rule, unknown } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EC2-023",
  pack: "compliance",
  title: "Launch template must require IMDSv2",
  category: "identity",
  severity: "high",
  resourceType: "AWS::EC2::LaunchTemplate",
  remedy: "Make a version with HttpTokens=required and set it as the default.",
  config: z.object({
    Versions: z.array(
      z.object({
        IsDefault: z.boolean(),
        MetadataOptions: z.object({ HttpTokens: z.string().optional(), HttpEndpoint: z.string().optional() }),
      }),
    ),
  }),
  evaluate({ Versions }) {
    const current = Versions.find(({ IsDefault }) => IsDefault);
    if (!current) return unknown("AWS did not return the default version.");
    const { HttpTokens, HttpEndpoint } = current.MetadataOptions;
    if (HttpEndpoint === "disabled") return pass("The default version switches the metadata service off.");
    return HttpTokens === "required"
      ? pass("The default version requires IMDSv2.")
      : fail("The default version does not require IMDSv2.");
  },
  examples: {
    pass: [
      { Versions: [{ IsDefault: true, MetadataOptions: { HttpTokens: "required" } }] },
      { Versions: [{ IsDefault: true, MetadataOptions: { HttpEndpoint: "disabled" } }] },
    ],
    fail: [
      { Versions: [{ IsDefault: true, MetadataOptions: {} }] },
      {
        Versions: [
          { IsDefault: true, MetadataOptions: { HttpTokens: "optional" } },
          { IsDefault: false, MetadataOptions: { HttpTokens: "required" } },
        ],
      },
    ],
    unknown: [{ Versions: [] }, { Versions: [{ IsDefault: false, MetadataOptions: {} }] }],
  },
  requirements: related({
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
