import type { ResourceType } from "../resource-type.ts";
import ebsVolume from "./ebs-volume.ts";
import ec2Instance from "./ec2-instance.ts";
import ecsService from "./ecs-service.ts";
import lambdaFunction from "./lambda-function.ts";
import loadBalancer from "./load-balancer.ts";
import rdsInstance from "./rds-instance.ts";
import s3Bucket from "./s3-bucket.ts";
import securityGroup from "./security-group.ts";
import subnet from "./subnet.ts";
import vpc from "./vpc.ts";

/** In the order in which a service's types are read: what others point to comes first. */
export const RESOURCE_TYPES: readonly ResourceType[] = [
  vpc,
  subnet,
  securityGroup,
  ebsVolume,
  ec2Instance,
  rdsInstance,
  s3Bucket,
  lambdaFunction,
  ecsService,
  loadBalancer,
];
