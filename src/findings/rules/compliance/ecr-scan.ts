import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { glob } from "./policy-document.ts";
import { related } from "./related.ts";

/** Without a wildcard a filter matches every name that contains it (ECR user guide, "Repository filters"). */
const covers = (filter: string, name: string) =>
  filter.includes("*") ? glob(filter).test(name) : name.includes(filter);

export default rule({
  id: "ECR-001",
  pack: "compliance",
  title: "ECR repository must scan on push",
  category: "vulnerability",
  severity: "medium",
  resourceType: "AWS::ECR::Repository",
  remedy: "Turn on scanning in the registry, for every repository.",
  cli: "aws ecr put-image-scanning-configuration --repository-name <id> --image-scanning-configuration scanOnPush=true",
  config: z.object({
    repositoryName: z.string(),
    ScanOnPush: z.boolean(),
    RegistryRules: z.array(z.object({ scanFrequency: z.string().nullable(), filters: z.array(z.string()) })),
  }),
  evaluate({ repositoryName, ScanOnPush, RegistryRules }) {
    if (ScanOnPush) return pass("Images are scanned when they are pushed.");
    const covering = RegistryRules.some(
      ({ scanFrequency, filters }) =>
        scanFrequency !== "MANUAL" && filters.some((filter) => covers(filter, repositoryName)),
    );
    return covering
      ? pass("A rule of the registry scans its images.")
      : fail("Images are not scanned when they are pushed.");
  },
  examples: {
    pass: [
      {
        repositoryName: "shop/web",
        ScanOnPush: false,
        RegistryRules: [{ scanFrequency: "SCAN_ON_PUSH", filters: ["other*", "shop*"] }],
      },
      { repositoryName: "web", ScanOnPush: true, RegistryRules: [] },
      {
        repositoryName: "shop/web",
        ScanOnPush: false,
        RegistryRules: [{ scanFrequency: "SCAN_ON_PUSH", filters: ["shop*"] }],
      },
      {
        repositoryName: "shop/web",
        ScanOnPush: false,
        RegistryRules: [{ scanFrequency: "CONTINUOUS_SCAN", filters: ["web"] }],
      },
    ],
    fail: [
      { repositoryName: "web", ScanOnPush: false, RegistryRules: [] },
      { repositoryName: "web", ScanOnPush: false, RegistryRules: [{ scanFrequency: "MANUAL", filters: ["*"] }] },
      {
        repositoryName: "web",
        ScanOnPush: false,
        RegistryRules: [{ scanFrequency: "SCAN_ON_PUSH", filters: ["shop*"] }],
      },
    ],
  },
  requirements: related({
    "aws-fsbp": "ECR.1",
    "pci-dss-4.0": "11.3.1.2 11.3.1.3 11.3.1",
    "aws-well-architected-security":
      "securely-operate:sec_securely_operate_test_validate_pipeline protect-compute:sec_protect_compute_reduce_surface application-security:sec_appsec_automate_testing_throughout_lifecycle",
  }),
});
