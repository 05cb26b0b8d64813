import { resourceType } from "../resource-type.ts";
import { arnOf, discovered, fields, readTags } from "./reading.ts";

const PAGE_SIZE = 100;

export default resourceType({
  type: "AWS::Backup::BackupPlan",
  service: "storage",
  label: "Backup plan",
  where: "each-region",
  calls: ["backup:ListBackupPlans", "tag:GetResources"],
  /** Where there is none, that is what is told. */
  async list(aws, place, cursor) {
    const { region } = place;
    const page = await aws.call(
      "backup:ListBackupPlans",
      { MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined },
      region,
    );
    const plans = page.BackupPlansList ?? [];
    const next = page.NextToken || null;
    if (plans.length === 0 && cursor === null && !next) {
      const arn = arnOf(place, "backup", "backup-plan:none");
      const known = {
        type: "AWS::Backup::BackupPlan",
        nativeId: region,
        arn,
        name: `AWS Backup in ${region}`,
        tags: {},
      };
      return { resources: [discovered(place, { ...known, config: { Absent: true }, status: "absent" })], next };
    }
    const tags = await readTags(
      aws,
      region,
      plans.flatMap((plan) => plan.BackupPlanArn ?? []),
    );
    const resources = plans.map((plan) => {
      const unread: Record<string, string> = {};
      const arn = plan.BackupPlanArn ?? "";
      return discovered(place, {
        type: "AWS::Backup::BackupPlan",
        nativeId: plan.BackupPlanId ?? "",
        arn,
        name: plan.BackupPlanName || (plan.BackupPlanId ?? ""),
        tags: tags(arn, unread),
        config: fields(plan, "BackupPlanName", "VersionId", "CreationDate"),
        unread,
      });
    });
    return { resources, next };
  },
});
