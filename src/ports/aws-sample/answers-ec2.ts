import type { IpPermission } from "@aws-sdk/client-ec2";
import type { AwsCall } from "../aws.ts";
import type { AwsCalls } from "../aws-calls.ts";
import type { Account } from "./account.ts";
import type { quietAnswers } from "./answers-quiet.ts";
import { REGIONS_OFF, type Region, regionNames } from "./company.ts";
import { type Asked, chosen, filtered, pageOf } from "./paging.ts";

/** How the sample answers some of the calls: from the account, for a region that is on. */
export type Answers<C extends AwsCall> = {
  [K in C]: (input: AwsCalls[K]["input"], region: Region, asked: Asked) => AwsCalls[K]["output"];
};

type Ec2Call = Exclude<Extract<AwsCall, `ec2:${string}`>, keyof typeof quietAnswers>;

export function ec2Answers(account: Account, sizeMax: number): Answers<Ec2Call> {
  type Listed = { NextToken?: string; MaxResults?: number };
  const paged = <T>(asked: Asked, items: readonly T[], { NextToken, MaxResults, ...parameters }: Listed) =>
    pageOf(asked, items, { token: NextToken, size: MaxResults, sizeMax, parameters, badToken: "InvalidNextToken" });

  return {
    "ec2:DescribeRegions": ({ AllRegions }) => ({
      Regions: [
        ...regionNames().map((name) => regionOf(name, "opt-in-not-required")),
        ...(AllRegions ? REGIONS_OFF.map((name) => regionOf(name, "not-opted-in")) : []),
      ],
    }),
    "ec2:DescribeInstances": (input, region, asked) => {
      const all = account.machines(region).map(({ instance }) => instance);
      const wanted = filtered(
        asked,
        chosen(asked, all, input.InstanceIds, (one) => one.InstanceId, "InvalidInstanceID.NotFound"),
        input.Filters,
        {
          "instance-id": (one) => [one.InstanceId],
          "image-id": (one) => [one.ImageId],
          "instance-state-name": (one) => [one.State?.Name],
          "vpc-id": (one) => [one.VpcId],
        },
      );
      const { items, next } = paged(asked, wanted, input);
      return {
        Reservations: items.map((instance) => ({
          ReservationId: `r-${instance.InstanceId?.slice(2)}`,
          Instances: [instance],
        })),
        NextToken: next,
      };
    },
    "ec2:DescribeInstanceAttribute": ({ InstanceId }) => ({
      InstanceId,
      UserData: { Value: btoa(`#!/bin/sh\nexport SERVICE=${InstanceId}\n`) },
    }),
    "ec2:GetEbsEncryptionByDefault": (_input, region) => ({ EbsEncryptionByDefault: region === "eu-west-1" }),
    "ec2:GetSnapshotBlockPublicAccessState": () => ({ State: "unblocked" }),
    "ec2:GetInstanceMetadataDefaults": () => ({ AccountLevel: {} }),
    "ec2:DescribeNetworkAcls": (input, region, asked) => {
      const all = account.network(region).vpcs.map(({ VpcId = "" }) => defaultAcl(VpcId));
      const { items, next } = paged(asked, all, input);
      return { NetworkAcls: items, NextToken: next };
    },
    "ec2:DescribeVolumes": (input, region, asked) => {
      const wanted = filtered(
        asked,
        chosen(asked, account.volumes(region), input.VolumeIds, (one) => one.VolumeId, "InvalidVolume.NotFound"),
        input.Filters,
        {
          "volume-id": (one) => [one.VolumeId],
          status: (one) => [one.State],
          "attachment.instance-id": (one) => one.Attachments?.map((to) => to.InstanceId) ?? [],
        },
      );
      const { items, next } = paged(asked, wanted, input);
      return { Volumes: items, NextToken: next };
    },
    "ec2:DescribeSecurityGroups": (input, region, asked) => {
      const wanted = filtered(
        asked,
        chosen(asked, account.groups(region), input.GroupIds, (one) => one.GroupId, "InvalidGroup.NotFound"),
        input.Filters,
        {
          "group-id": (one) => [one.GroupId],
          "vpc-id": (one) => [one.VpcId],
          "group-name": (one) => [one.GroupName],
          "ip-permission.group-id": (one) => namedBy(one.IpPermissions),
          "egress.ip-permission.group-id": (one) => namedBy(one.IpPermissionsEgress),
        },
      );
      const { items, next } = paged(asked, wanted, input);
      return { SecurityGroups: items, NextToken: next };
    },
    "ec2:DescribeNetworkInterfaces": (input, region, asked) => {
      const wanted = filtered(asked, account.interfaces(region), input.Filters, {
        "group-id": (one) => one.Groups?.map((group) => group.GroupId) ?? [],
        "subnet-id": (one) => [one.SubnetId],
        "network-interface-id": (one) => [one.NetworkInterfaceId],
      });
      const { items, next } = paged(asked, wanted, input);
      return { NetworkInterfaces: items, NextToken: next };
    },
    "ec2:DescribeVpcs": (input, region, asked) => {
      const wanted = filtered(
        asked,
        chosen(asked, account.network(region).vpcs, input.VpcIds, (one) => one.VpcId, "InvalidVpcID.NotFound"),
        input.Filters,
        {
          "vpc-id": (one) => [one.VpcId],
        },
      );
      const { items, next } = paged(asked, wanted, input);
      return { Vpcs: items, NextToken: next };
    },
    "ec2:DescribeSubnets": (input, region, asked) => {
      const wanted = filtered(
        asked,
        chosen(
          asked,
          account.network(region).subnets,
          input.SubnetIds,
          (one) => one.SubnetId,
          "InvalidSubnetID.NotFound",
        ),
        input.Filters,
        {
          "vpc-id": (one) => [one.VpcId],
          "subnet-id": (one) => [one.SubnetId],
        },
      );
      const { items, next } = paged(asked, wanted, input);
      return { Subnets: items, NextToken: next };
    },
    "ec2:DescribeFlowLogs": (input, region, asked) => {
      const wanted = filtered(asked, account.network(region).flowLogs, input.Filter, {
        "resource-id": (one) => [one.ResourceId],
        "flow-log-id": (one) => [one.FlowLogId],
      });
      const { items, next } = paged(asked, wanted, input);
      return { FlowLogs: items, NextToken: next };
    },
    "ec2:DescribeVpcEndpoints": (input, region, asked) => {
      const wanted = filtered(asked, account.network(region).endpoints, input.Filters, {
        "vpc-id": (one) => [one.VpcId],
        "service-name": (one) => [one.ServiceName],
        "vpc-endpoint-type": (one) => [one.VpcEndpointType],
      });
      const { items, next } = paged(asked, wanted, input);
      return { VpcEndpoints: items, NextToken: next };
    },
  };
}

const namedBy = (permissions: IpPermission[] = []) =>
  permissions.flatMap(({ UserIdGroupPairs = [] }) => UserIdGroupPairs.map(({ GroupId }) => GroupId));

/** The one that AWS makes with each VPC: everything in, everything out. */
const defaultAcl = (VpcId: string) => {
  const entry = { Protocol: "-1", CidrBlock: "0.0.0.0/0" };
  return {
    NetworkAclId: VpcId.replace(/^vpc-/, "acl-"),
    VpcId,
    IsDefault: true,
    Entries: [true, false].flatMap((Egress) => [
      { ...entry, Egress, RuleNumber: 100, RuleAction: "allow" as const },
      { ...entry, Egress, RuleNumber: 32767, RuleAction: "deny" as const },
    ]),
    Associations: [],
    Tags: [],
  };
};

const regionOf = (name: string, status: "opt-in-not-required" | "not-opted-in") => ({
  RegionName: name,
  Endpoint: `ec2.${name}.amazonaws.com`,
  OptInStatus: status,
});
