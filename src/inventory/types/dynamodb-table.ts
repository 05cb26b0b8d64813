import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { resourceType } from "../resource-type.ts";
import { allPages, attempt, discovered, documentOf, each, fields, mapReading, readTags, settle } from "./reading.ts";
import { FIVE_MINUTES, HOUR, type Measures, p99, perSecond, readUsage, sum, USAGE_CALL } from "./usage.ts";

/** Each table takes three more requests. */
const PAGE_SIZE = 10;
const PAGES_MAX = 20;

export default resourceType({
  type: "AWS::DynamoDB::Table",
  service: "databases",
  label: "DynamoDB table",
  where: "each-region",
  calls: [
    "dynamodb:ListTables",
    "dynamodb:DescribeTable",
    "dynamodb:DescribeContinuousBackups",
    "dynamodb:GetResourcePolicy",
    "application-autoscaling:DescribeScalableTargets",
    "tag:GetResources",
    USAGE_CALL,
  ],
  async list(aws, place, cursor) {
    const { region } = place;
    const request = { Limit: PAGE_SIZE, ExclusiveStartTableName: cursor ?? undefined };
    const page = await aws.call("dynamodb:ListTables", request, region);
    const names = page.TableNames ?? [];
    const tables = (
      await each(names, async (TableName) => (await aws.call("dynamodb:DescribeTable", { TableName }, region)).Table)
    ).flatMap((table) => table ?? []);
    const usage = await readUsage(aws, place, tables.map(measuresOf));
    const targets = await attempt(async () => {
      const provisioned = tables.filter(
        ({ BillingModeSummary }) => BillingModeSummary?.BillingMode !== "PAY_PER_REQUEST",
      );
      if (provisioned.length === 0) return [];
      const ResourceIds = provisioned.map(({ TableName }) => `table/${TableName}`);
      return allPages(PAGES_MAX, async (NextToken) => {
        const wanted = { ServiceNamespace: "dynamodb" as const, ResourceIds, NextToken };
        const answer = await aws.call("application-autoscaling:DescribeScalableTargets", wanted, region);
        return { items: answer.ScalableTargets, next: answer.NextToken };
      });
    });
    const tags = await readTags(
      aws,
      region,
      tables.flatMap((table) => table.TableArn ?? []),
    );
    const resources = await each(tables, async (table) => {
      const TableName = table.TableName ?? "";
      const arn = table.TableArn ?? "";
      const backups = await attempt(async () => {
        const answer = await aws.call("dynamodb:DescribeContinuousBackups", { TableName }, region);
        return answer.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus ?? null;
      });
      const policy = await attempt(async () =>
        documentOf((await aws.call("dynamodb:GetResourcePolicy", { ResourceArn: arn }, region)).Policy),
      );
      const { config, unread } = settle({
        PointInTimeRecovery: backups,
        Policy: policy,
        ScalableDimensions: mapReading(targets, (all) =>
          all
            .filter(({ ResourceId }) => ResourceId === `table/${TableName}`)
            .flatMap((one) => one.ScalableDimension ?? []),
        ),
      });
      return discovered(place, {
        type: "AWS::DynamoDB::Table",
        nativeId: TableName,
        arn,
        name: TableName,
        tags: tags(arn, unread),
        config: {
          ...fields(table, "TableName", "DeletionProtectionEnabled", "CreationDateTime"),
          BillingMode: table.BillingModeSummary?.BillingMode ?? "PROVISIONED",
          SSEDescription: table.SSEDescription
            ? fields(table.SSEDescription, "Status", "SSEType", "KMSMasterKeyArn")
            : null,
          Provisioned: fields(table.ProvisionedThroughput ?? {}, "ReadCapacityUnits", "WriteCapacityUnits"),
          ...config,
        },
        metrics: {
          sizeBytes: table.TableSizeBytes ?? null,
          items: table.ItemCount ?? null,
          ...usage(tables.indexOf(table), unread),
        },
        unread,
        status: table.TableStatus ?? null,
        encrypted: true,
        hasBackup: "unread" in backups ? null : backups.value === "ENABLED",
      });
    });
    return { resources, next: page.LastEvaluatedTableName || null };
  },
});

/** Capacity that was really used; nothing is published while nobody asks. */
function measuresOf({ TableName = "" }: TableDescription): Measures {
  const of = (metric: string) => ({
    namespace: "AWS/DynamoDB",
    metric,
    dimensions: { TableName },
    stat: "Sum" as const,
    none: 0 as const,
  });
  const month = { days: 30, periodSeconds: HOUR, reduce: sum };
  const peak = { days: 14, periodSeconds: FIVE_MINUTES, reduce: perSecond(FIVE_MINUTES, p99) };
  return {
    reads30d: { ...of("ConsumedReadCapacityUnits"), ...month },
    writes30d: { ...of("ConsumedWriteCapacityUnits"), ...month },
    readUnitsP99: { ...of("ConsumedReadCapacityUnits"), ...peak },
    writeUnitsP99: { ...of("ConsumedWriteCapacityUnits"), ...peak },
  };
}
