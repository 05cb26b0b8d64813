import { resourceType } from "../resource-type.ts";

import { discovered, edges, fields, tagsOf } from "./reading.ts";

const PAGE_SIZE = 100;

export default resourceType({
  type: "AWS::AutoScaling::AutoScalingGroup",
  service: "ec2",
  label: "Auto Scaling group",
  where: "each-region",
  calls: ["autoscaling:DescribeAutoScalingGroups"],
  async list(aws, place, cursor) {
    const request = { MaxRecords: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("autoscaling:DescribeAutoScalingGroups", request, place.region);
    const resources = (page.AutoScalingGroups ?? []).map((group) =>
      discovered(place, {
        type: "AWS::AutoScaling::AutoScalingGroup",
        nativeId: group.AutoScalingGroupName ?? "",
        arn: group.AutoScalingGroupARN ?? "",
        name: group.AutoScalingGroupName ?? "",
        tags: tagsOf(group.Tags),
        config: fields(
          group,
          ...(["AutoScalingGroupName", "MinSize", "MaxSize", "AvailabilityZones", "HealthCheckType"] as const),
          ...(["LoadBalancerNames", "TargetGroupARNs", "VPCZoneIdentifier"] as const),
        ),
        status: group.Status ?? null,
        relations: [
          ...edges("partOf", "AWS::EC2::Subnet", (group.VPCZoneIdentifier ?? "").split(",")),
          ...edges("dependsOn", "AWS::EC2::LaunchTemplate", [group.LaunchTemplate?.LaunchTemplateId]),
          ...edges(
            "routesTo",
            "AWS::EC2::Instance",
            (group.Instances ?? []).map((instance) => instance.InstanceId),
          ),
        ],
      }),
    );
    return { resources, next: page.NextToken || null };
  },
});
