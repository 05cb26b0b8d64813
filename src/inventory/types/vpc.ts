import { resourceType } from "../resource-type.ts";
import { allPages, arnOf, attempt, discovered, fields, mapReading, settle, tagsOf } from "./reading.ts";

/** A filter takes 200 values (EC2 API reference, Filter), and each page asks for its own VPCs' flow logs. */
const PAGE_SIZE = 200;
const PAGES_MAX = 20;
/** States of an endpoint that carries nothing and will not again; the SDK and the wire differ in case. */
const GONE = ["deleting", "deleted", "rejected", "failed", "expired"];

export default resourceType({
  type: "AWS::EC2::VPC",
  service: "ec2",
  label: "VPC",
  where: "each-region",
  calls: ["ec2:DescribeVpcs", "ec2:DescribeFlowLogs", "ec2:DescribeVpcEndpoints"],
  async list(aws, place, cursor) {
    const { region } = place;
    const page = await aws.call("ec2:DescribeVpcs", { MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined }, region);
    const vpcs = page.Vpcs ?? [];
    const ids = vpcs.flatMap((vpc) => vpc.VpcId ?? []);
    if (vpcs.length === 0) return { resources: [], next: page.NextToken || null };
    const flowLogs = await attempt(() =>
      allPages(PAGES_MAX, async (NextToken) => {
        const Filter = [{ Name: "resource-id", Values: ids }];
        const answer = await aws.call("ec2:DescribeFlowLogs", { Filter, NextToken }, region);
        return { items: answer.FlowLogs, next: answer.NextToken };
      }),
    );
    const endpoints = await attempt(() =>
      allPages(PAGES_MAX, async (NextToken) => {
        const Filters = [{ Name: "vpc-id", Values: ids }];
        const answer = await aws.call("ec2:DescribeVpcEndpoints", { Filters, NextToken }, region);
        return { items: answer.VpcEndpoints, next: answer.NextToken };
      }),
    );
    const resources = vpcs.map((vpc) => {
      const id = vpc.VpcId ?? "";
      const { config, unread } = settle({
        FlowLogs: mapReading(flowLogs, (logs) =>
          logs.filter((log) => log.ResourceId === id).map((log) => fields(log, "FlowLogId", "FlowLogStatus")),
        ),
        Endpoints: mapReading(endpoints, (all) =>
          all
            .filter(({ VpcId, State = "" }) => VpcId === id && !GONE.includes(State.toLowerCase()))
            .map((endpoint) => endpoint.ServiceName ?? ""),
        ),
      });
      return discovered(place, {
        type: "AWS::EC2::VPC",
        nativeId: id,
        arn: arnOf(place, "ec2", `vpc/${id}`),
        tags: tagsOf(vpc.Tags),
        config: { ...fields(vpc, "VpcId", "CidrBlock", "IsDefault", "State"), ...config },
        unread,
        status: vpc.State ?? null,
      });
    });
    return { resources, next: page.NextToken || null };
  },
});
