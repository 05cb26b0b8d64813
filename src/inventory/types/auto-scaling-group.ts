import { resourceType } from "../resource-type.ts";

import { discovered, edges, fields, tagsOf } from "./reading.ts";
import { HOUR, mean, readUsage, USAGE_CALL } from "./usage.ts";

const PAGE_SIZE = 100;

export default resourceType({
  type: "AWS::AutoScaling::AutoScalingGroup",
  service: "ec2",
  label: "Auto Scaling group",
  where: "each-region",
  calls: ["autoscaling:DescribeAutoScalingGroups", USAGE_CALL],
  async list(aws, place, cursor) {
    const request = { MaxRecords: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("autoscaling:DescribeAutoScalingGroups", request, place.region);
    const groups = page.AutoScalingGroups ?? [];
    const usage = await readUsage(
      aws,
      place,
      groups.map(({ AutoScalingGroupName = "" }) => ({
        cpuAverage30d: {
          namespace: "AWS/EC2",
          metric: "CPUUtilization",
          dimensions: { AutoScalingGroupName },
          stat: "Average",
          days: 30,
          periodSeconds: HOUR,
          reduce: mean,
        },
      })),
    );
    const resources = groups.map((group, index) => {
      const unread: Record<string, string> = {};
      return discovered(place, {
        type: "AWS::AutoScaling::AutoScalingGroup",
        nativeId: group.AutoScalingGroupName ?? "",
        arn: group.AutoScalingGroupARN ?? "",
        name: group.AutoScalingGroupName ?? "",
        tags: tagsOf(group.Tags),
        config: fields(
          group,
          ...([
            "AutoScalingGroupName",
            "MinSize",
            "MaxSize",
            "AvailabilityZones",
            "HealthCheckType",
            "CreatedTime",
          ] as const),
          ...(["LoadBalancerNames", "TargetGroupARNs", "VPCZoneIdentifier"] as const),
        ),
        // How many it wants changes by itself.
        metrics: { desired: group.DesiredCapacity ?? null, ...usage(index, unread) },
        unread,
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
      });
    });
    return { resources, next: page.NextToken || null };
  },
});
