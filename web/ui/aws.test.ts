import { expect, test } from "bun:test";
import { serviceLabel, typeLabel } from "./aws.ts";

test.each([
  ["AWS::EC2::Instance", "EC2 instance"],
  ["AWS::ECS::TaskDefinition", "ECS task definition"],
  ["AWS::ElasticLoadBalancingV2::TargetGroup", "Target group"],
  ["AWS::ElasticLoadBalancing::LoadBalancer", "Classic load balancer"],
  ["AWS::IAM::Role", "IAM role"],
  ["AWS::KMS::Key", "KMS key"],
  ["AWS::StepFunctions::StateMachine", "State machine"],
  ["AWS::DynamoDB::Table", "DynamoDB table"],
  ["AWS::ApiGateway::Stage", "REST API stage"],
  ["AWS::Later::NewThing", "Later new thing"],
])("%s is called %s", (type, label) => expect(typeLabel(type)).toBe(label));

test.each([
  ["Amazon Elastic Compute Cloud - Compute", "EC2"],
  ["Amazon CloudFront", "CloudFront"],
  ["AWS Glue", "Glue"],
  ["Snowflake", "Snowflake"],
])("%s is billed as %s", (service, label) => expect(serviceLabel(service)).toBe(label));
