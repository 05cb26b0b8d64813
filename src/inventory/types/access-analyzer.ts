import { resourceType } from "../resource-type.ts";
import { discovered, fields } from "./reading.ts";

const PAGE_SIZE = 100;

export default resourceType({
  type: "AWS::AccessAnalyzer::Analyzer",
  service: "security",
  label: "Access Analyzer",
  where: "each-region",
  calls: ["access-analyzer:ListAnalyzers"],
  /** Where there is none, that is what is told. */
  async list(aws, place, cursor) {
    const { region, partition, accountId } = place;
    const request = { maxResults: PAGE_SIZE, nextToken: cursor ?? undefined };
    const page = await aws.call("access-analyzer:ListAnalyzers", request, region);
    // Unused-access analyzers answer another question.
    const external = (page.analyzers ?? []).filter(({ type }) => type === "ACCOUNT" || type === "ORGANIZATION");
    const resources = external.map((analyzer) =>
      discovered(place, {
        type: "AWS::AccessAnalyzer::Analyzer",
        nativeId: analyzer.name ?? "",
        arn: analyzer.arn ?? "",
        name: analyzer.name ?? "",
        tags: analyzer.tags ?? {},
        config: fields(analyzer, "name", "type", "status"),
        status: analyzer.status ?? null,
      }),
    );
    const next = page.nextToken || null;
    if (resources.length > 0 || cursor !== null || next) return { resources, next };
    const absent = discovered(place, {
      type: "AWS::AccessAnalyzer::Analyzer",
      nativeId: region,
      arn: `arn:${partition}:access-analyzer:${region}:${accountId}:analyzer/none`,
      name: `Access Analyzer in ${region}`,
      tags: {},
      config: { Absent: true },
      status: "absent",
    });
    return { resources: [absent], next };
  },
});
