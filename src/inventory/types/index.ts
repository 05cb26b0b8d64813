import type { ResourceType } from "../resource-type.ts";
import accessAnalyzer from "./access-analyzer.ts";
import alarm from "./alarm.ts";
import autoScalingGroup from "./auto-scaling-group.ts";
import backupPlan from "./backup-plan.ts";
import capacityReservation from "./capacity-reservation.ts";
import certificate from "./certificate.ts";
import classicLoadBalancer from "./classic-load-balancer.ts";
import cloudfrontDistribution from "./cloudfront-distribution.ts";
import configRecorder from "./config-recorder.ts";
import dynamodbTable from "./dynamodb-table.ts";
import ebsSnapshot from "./ebs-snapshot.ts";
import ebsVolume from "./ebs-volume.ts";
import ec2Account from "./ec2-account.ts";
import ec2Image from "./ec2-image.ts";
import ec2Instance from "./ec2-instance.ts";
import ecrRepository from "./ecr-repository.ts";
import ecsCluster from "./ecs-cluster.ts";
import ecsService from "./ecs-service.ts";
import ecsTaskDefinition from "./ecs-task-definition.ts";
import efsAccessPoint from "./efs-access-point.ts";
import efsFileSystem from "./efs-file-system.ts";
import eksCluster from "./eks-cluster.ts";
import elasticIp from "./elastic-ip.ts";
import elasticacheGroup from "./elasticache-group.ts";
import guarddutyDetector from "./guardduty-detector.ts";
import httpApi from "./http-api.ts";
import httpStage from "./http-stage.ts";
import iamAccount from "./iam-account.ts";
import iamGroup from "./iam-group.ts";
import iamPasswordPolicy from "./iam-password-policy.ts";
import iamPolicy from "./iam-policy.ts";
import iamRole from "./iam-role.ts";
import iamRoot from "./iam-root.ts";
import iamServerCertificate from "./iam-server-certificate.ts";
import iamUser from "./iam-user.ts";
import kinesisStream from "./kinesis-stream.ts";
import kmsKey from "./kms-key.ts";
import lambdaFunction from "./lambda-function.ts";
import launchTemplate from "./launch-template.ts";
import loadBalancer from "./load-balancer.ts";
import loadBalancerListener from "./load-balancer-listener.ts";
import logGroup from "./log-group.ts";
import natGateway from "./nat-gateway.ts";
import networkAcl from "./network-acl.ts";
import opensearchDomain from "./opensearch-domain.ts";
import rdsCluster from "./rds-cluster.ts";
import rdsInstance from "./rds-instance.ts";
import rdsSnapshot from "./rds-snapshot.ts";
import redshiftCluster from "./redshift-cluster.ts";
import restApi from "./rest-api.ts";
import restStage from "./rest-stage.ts";
import s3AccessPoint from "./s3-access-point.ts";
import s3Account from "./s3-account.ts";
import s3Bucket from "./s3-bucket.ts";
import secret from "./secret.ts";
import securityContact from "./security-contact.ts";
import securityGroup from "./security-group.ts";
import securityHub from "./security-hub.ts";
import snsSubscription from "./sns-subscription.ts";
import snsTopic from "./sns-topic.ts";
import sqsQueue from "./sqs-queue.ts";
import stateMachine from "./state-machine.ts";
import subnet from "./subnet.ts";
import trail from "./trail.ts";
import trailAlarms from "./trail-alarms.ts";
import transitGateway from "./transit-gateway.ts";
import vpc from "./vpc.ts";
import vpcEndpoint from "./vpc-endpoint.ts";
import vpcPeering from "./vpc-peering.ts";

/** In the order in which a service's types are read: what others point to comes first. */
export const RESOURCE_TYPES: readonly ResourceType[] = [
  vpc,
  subnet,
  securityGroup,
  networkAcl,
  elasticIp,
  vpcPeering,
  vpcEndpoint,
  transitGateway,
  natGateway,
  ebsVolume,
  ebsSnapshot,
  ec2Image,
  launchTemplate,
  autoScalingGroup,
  ec2Instance,
  ec2Account,
  capacityReservation,
  rdsCluster,
  rdsInstance,
  rdsSnapshot,
  s3Account,
  s3Bucket,
  lambdaFunction,
  ecsCluster,
  ecsTaskDefinition,
  ecsService,
  loadBalancer,
  loadBalancerListener,
  classicLoadBalancer,
  iamGroup,
  iamPolicy,
  iamRole,
  iamUser,
  iamRoot,
  iamPasswordPolicy,
  iamAccount,
  iamServerCertificate,
  securityContact,
  kmsKey,
  secret,
  certificate,
  guarddutyDetector,
  configRecorder,
  securityHub,
  accessAnalyzer,
  logGroup,
  trail,
  alarm,
  trailAlarms,
  dynamodbTable,
  elasticacheGroup,
  opensearchDomain,
  redshiftCluster,
  snsTopic,
  snsSubscription,
  sqsQueue,
  kinesisStream,
  stateMachine,
  ecrRepository,
  eksCluster,
  efsFileSystem,
  efsAccessPoint,
  s3AccessPoint,
  backupPlan,
  restApi,
  restStage,
  httpApi,
  httpStage,
  cloudfrontDistribution,
];
