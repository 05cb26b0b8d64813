import { resourceType } from "../resource-type.ts";
import { discovered, documentOf, each, edges, fields, readTags } from "./reading.ts";
import { HOUR, readUsage, sum, USAGE_CALL } from "./usage.ts";

/** Each domain takes one more request. */
const PAGE_SIZE = 30;

export default resourceType({
  type: "AWS::OpenSearchService::Domain",
  service: "databases",
  label: "OpenSearch domain",
  where: "each-region",
  calls: ["es:ListDomainNames", "es:DescribeDomain", "tag:GetResources", USAGE_CALL],
  /** All names come at once; pages go on after the last name, so that a domain made in between shifts nothing. */
  async list(aws, place, cursor) {
    const { region } = place;
    const { DomainNames = [] } = await aws.call("es:ListDomainNames", {}, region);
    const left = DomainNames.flatMap(({ DomainName }) => DomainName ?? [])
      .filter((name) => name > (cursor ?? ""))
      .sort();
    const names = left.slice(0, PAGE_SIZE);
    const described = await each(
      names,
      async (DomainName) => (await aws.call("es:DescribeDomain", { DomainName }, region)).DomainStatus,
    );
    const domains = described.flatMap((domain) => domain ?? []);
    const tags = await readTags(
      aws,
      region,
      domains.flatMap((domain) => domain.ARN ?? []),
    );
    const usage = await readUsage(
      aws,
      place,
      domains.map(({ DomainName = "" }) => {
        const rate = {
          namespace: "AWS/ES",
          dimensions: { DomainName, ClientId: place.accountId },
          stat: "Sum" as const,
          days: 14,
          periodSeconds: HOUR,
          reduce: sum,
        };
        return {
          searches14d: { ...rate, metric: "SearchRate" },
          indexed14d: { ...rate, metric: "IndexingRate" },
        };
      }),
    );
    const resources = domains.map((domain, index) => {
      const unread: Record<string, string> = {};
      const arn = domain.ARN ?? "";
      return discovered(place, {
        type: "AWS::OpenSearchService::Domain",
        nativeId: domain.DomainName ?? "",
        arn,
        name: domain.DomainName ?? "",
        tags: tags(arn, unread),
        config: {
          ...fields(domain, "DomainName", "EngineVersion", "VPCOptions"),
          EncryptionAtRest: domain.EncryptionAtRestOptions?.Enabled ?? false,
          NodeToNodeEncryption: domain.NodeToNodeEncryptionOptions?.Enabled ?? false,
          Endpoint: fields(domain.DomainEndpointOptions ?? {}, "EnforceHTTPS", "TLSSecurityPolicy"),
          AuditLogs: domain.LogPublishingOptions?.AUDIT_LOGS?.Enabled ?? false,
          AccessPolicies: documentOf(domain.AccessPolicies || undefined),
          Instances: fields(domain.ClusterConfig ?? {}, "InstanceType", "InstanceCount"),
        },
        metrics: usage(index, unread),
        unread,
        encrypted: domain.EncryptionAtRestOptions?.Enabled ?? null,
        relations: [
          ...edges("partOf", "AWS::EC2::VPC", [domain.VPCOptions?.VPCId]),
          ...edges("dependsOn", "AWS::EC2::SecurityGroup", domain.VPCOptions?.SecurityGroupIds ?? []),
        ],
      });
    });
    return { resources, next: left.length > PAGE_SIZE ? (names.at(-1) ?? null) : null };
  },
});
