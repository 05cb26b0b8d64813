import { type Account, letsEveryone, letsOwn, NETWORK, policy, role, step } from "./account.ts";

const fn = (FunctionName: string, more: Record<string, unknown> = {}) =>
  step("lambda", "CreateFunction", {
    ...{ FunctionName, Runtime: "python3.13", Role: "${role}", Handler: "index.handler" },
    Code: { ZipFile: { $zip: { "index.py": "x" } } },
    ...more,
  });
const permit = (FunctionName: string, Principal: string, more: Record<string, unknown> = {}) =>
  step("lambda", "AddPermission", {
    ...{ FunctionName, StatementId: "s", Action: "lambda:InvokeFunction", Principal },
    ...more,
  });
const task = (family: string, ...containers: Record<string, unknown>[]) =>
  step("ecs", "RegisterTaskDefinition", {
    family,
    containerDefinitions: containers.map((more, at) => ({ name: `c${at}`, image: "i", memory: 128, ...more })),
  });
const balancer = (Name: string, Type: string, subnets: string[]) =>
  step(
    "elbv2",
    "CreateLoadBalancer",
    { Name, Type, Subnets: subnets.map((id) => `\${${id}}`) },
    { [Name]: "LoadBalancers[0].LoadBalancerArn" },
  );
const certificate = "arn:aws:iam::123456789012:server-certificate/c";
const listener = (name: string, Port: number, more: Record<string, unknown>) =>
  step("elbv2", "CreateListener", {
    LoadBalancerArn: `\${${name}}`,
    Port,
    DefaultActions: [{ Type: "forward", TargetGroupArn: "${targets}" }],
    ...more,
  });
const classic = (LoadBalancerName: string, more: Record<string, unknown>) =>
  step("elb", "CreateLoadBalancer", {
    LoadBalancerName,
    Listeners: [{ LoadBalancerPort: 443, InstancePort: 80, ...more }],
    AvailabilityZones: ["us-east-1a"],
  });
const repository = (repositoryName: string, more: Record<string, unknown> = {}) =>
  step("ecr", "CreateRepository", { repositoryName, ...more });
const repositoryPolicy = (repositoryName: string, { Resource: _, ...statement }: Record<string, unknown>) =>
  step("ecr", "SetRepositoryPolicy", { repositoryName, policyText: policy(statement) });
const stage = (stageName: string, cacheClusterEnabled: boolean) =>
  step("apigateway", "CreateStage", {
    ...{ restApiId: "${api}", stageName, deploymentId: "${deployment}", cacheClusterEnabled },
    ...{ cacheClusterSize: "0.5", tracingEnabled: cacheClusterEnabled },
  });
const setStage = (stageName: string, path: string, value: string) =>
  step("apigateway", "UpdateStage", {
    ...{ restApiId: "${api}", stageName, patchOperations: [{ op: "replace", path, value }] },
  });

export const WORKLOADS: Account[] = [
  {
    name: "functions",
    setup: [
      ...NETWORK,
      role("runs", "lambda.amazonaws.com"),
      step("ec2", "CreateSecurityGroup", { GroupName: "g", Description: "g", VpcId: "${vpc}" }, { group: "GroupId" }),
      ...["plain", "open", "of-bucket", "of-account", "of-service"].map((name) => fn(name)),
      fn("inside", {
        VpcConfig: { SubnetIds: ["${a}", "${b}"], SecurityGroupIds: ["${group}"] },
        Environment: { Variables: { DB_PASSWORD: "hunter2Xk92mm" } },
        TracingConfig: { Mode: "Active" },
      }),
      fn("one-zone", {
        VpcConfig: { SubnetIds: ["${a}"], SecurityGroupIds: ["${group}"] },
        Environment: { Variables: { STAGE: "prod" } },
      }),
      permit("open", "*"),
      permit("of-bucket", "*", { SourceArn: "arn:aws:s3:::b" }),
      permit("of-account", "*", { SourceAccount: "123456789012" }),
      permit("of-service", "s3.amazonaws.com"),
    ],
    verdicts: {
      "LAM-001 plain": "PASS",
      "LAM-001 open": "FAIL",
      "LAM-001 of-bucket": "PASS",
      "LAM-001 of-account": "PASS",
      "LAM-001 of-service": "PASS",
      "LAM-003 inside": "FAIL",
      "LAM-003 one-zone": "PASS",
      "LAM-006 plain": "FAIL",
      "LAM-006 inside": "PASS",
      "LAM-007 plain": "NOT_APPLICABLE",
      "LAM-007 inside": "PASS",
      "LAM-007 one-zone": "FAIL",
      "LAM-009 plain": "FAIL",
      "LAM-009 inside": "PASS",
    },
  },
  {
    name: "tasks and images",
    setup: [
      task("loose", { privileged: true, environment: [{ name: "DB_PASSWORD", value: "hunter2Xk92mm" }] }),
      task("sealed", { privileged: false, readonlyRootFilesystem: true }),
      task("mixed", { readonlyRootFilesystem: true }, {}),
      repository("plain"),
      repository("scanned", { imageScanningConfiguration: { scanOnPush: true } }),
      repository("open"),
      repository("own"),
      repositoryPolicy("open", letsEveryone("ecr:BatchGetImage")),
      repositoryPolicy("own", letsOwn("ecr:BatchGetImage")),
    ],
    verdicts: {
      "ECS-001 loose": "FAIL",
      "ECS-001 sealed": "PASS",
      "ECS-004 loose": "FAIL",
      "ECS-004 sealed": "PASS",
      "ECS-004 mixed": "FAIL",
      "ECS-005 loose": "FAIL",
      "ECS-005 sealed": "PASS",
      "ECR-001 plain": "FAIL",
      "ECR-001 scanned": "PASS",
      "ECR-004 plain": "PASS",
      "ECR-004 open": "FAIL",
      "ECR-004 own": "PASS",
    },
  },
  {
    name: "a registry that scans",
    setup: [
      repository("plain"),
      step("ecr", "PutRegistryScanningConfiguration", {
        scanType: "BASIC",
        rules: [{ scanFrequency: "SCAN_ON_PUSH", repositoryFilters: [{ filter: "*", filterType: "WILDCARD" }] }],
      }),
    ],
    verdicts: { "ECR-001 plain": "PASS" },
  },
  {
    name: "load balancers",
    setup: [
      ...NETWORK,
      balancer("plain", "application", ["a", "b"]),
      balancer("sealed", "application", ["a", "b"]),
      balancer("flows", "network", ["a"]),
      step(
        "elbv2",
        "CreateTargetGroup",
        { Name: "tg", Protocol: "HTTP", Port: 80, VpcId: "${vpc}" },
        { targets: "TargetGroups[0].TargetGroupArn" },
      ),
      listener("plain", 80, { Protocol: "HTTP" }),
      listener("sealed", 443, {
        ...{ Protocol: "HTTPS", SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" },
        Certificates: [{ CertificateArn: certificate }],
      }),
      listener("sealed", 80, {
        Protocol: "HTTP",
        DefaultActions: [
          { Type: "redirect", RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" } },
        ],
      }),
      step("elbv2", "ModifyLoadBalancerAttributes", {
        LoadBalancerArn: "${sealed}",
        Attributes: [{ Key: "routing.http.drop_invalid_header_fields.enabled", Value: "true" }],
      }),
      step(
        "wafv2",
        "CreateWebACL",
        {
          ...{ Name: "w", Scope: "REGIONAL", DefaultAction: { Allow: {} } },
          VisibilityConfig: { SampledRequestsEnabled: false, CloudWatchMetricsEnabled: false, MetricName: "m" },
        },
        { firewall: "Summary.ARN" },
      ),
      step("wafv2", "AssociateWebACL", { WebACLArn: "${firewall}", ResourceArn: "${sealed}" }),
      classic("classic", { Protocol: "HTTP" }),
      classic("classic-tls", { Protocol: "HTTPS", SSLCertificateId: certificate }),
      step("elb", "ModifyLoadBalancerAttributes", {
        LoadBalancerName: "classic-tls",
        LoadBalancerAttributes: {
          CrossZoneLoadBalancing: { Enabled: true },
          AccessLog: { Enabled: true, S3BucketName: "b", EmitInterval: 5 },
        },
      }),
    ],
    verdicts: {
      "ELB-001 plain": "FAIL",
      "ELB-001 sealed": "PASS",
      "ELB-006 plain": "FAIL",
      "ELB-006 sealed": "PASS",
      "ELB-006 flows": "NOT_APPLICABLE",
      "ELB-007 flows": "FAIL",
      "ELB-007 sealed": "PASS",
      "ELB-008 plain": "FAIL",
      "ELB-008 sealed": "PASS",
      "ELB-009 classic": "FAIL",
      "ELB-009 classic-tls": "PASS",
      "ELB-010 classic": "FAIL",
      "ELB-010 classic-tls": "PASS",
      "ELB-011 classic": "FAIL",
      "ELB-011 classic-tls": "PASS",
    },
  },
  {
    name: "stages of APIs",
    setup: [
      step("apigateway", "CreateRestApi", { name: "api" }, { api: "id" }),
      step("apigateway", "GetResources", { restApiId: "${api}" }, { root: "items[0].id" }),
      step("apigateway", "PutMethod", {
        ...{ restApiId: "${api}", resourceId: "${root}", httpMethod: "GET", authorizationType: "NONE" },
      }),
      step("apigateway", "PutIntegration", {
        ...{ restApiId: "${api}", resourceId: "${root}", httpMethod: "GET" },
        ...{ type: "HTTP", uri: "http://example.com", integrationHttpMethod: "POST" },
      }),
      step("apigateway", "CreateDeployment", { restApiId: "${api}", stageName: "plain" }, { deployment: "id" }),
      stage("cached", true),
      stage("logged", true),
      setStage("logged", "/*/*/logging/loglevel", "INFO"),
      stage("sealed", true),
      setStage("sealed", "/*/*/caching/dataEncrypted", "true"),
      step("apigatewayv2", "CreateApi", { Name: "http", ProtocolType: "HTTP" }, { http: "ApiId" }),
      step("apigatewayv2", "CreateStage", { ApiId: "${http}", StageName: "quiet" }),
      step("apigatewayv2", "CreateStage", {
        ...{ ApiId: "${http}", StageName: "told" },
        AccessLogSettings: {
          DestinationArn: "arn:aws:logs:us-east-1:123456789012:log-group:x",
          Format: "$context.requestId",
        },
      }),
    ],
    verdicts: {
      "APG-001 plain": "FAIL",
      "APG-001 logged": "PASS",
      "APG-001 sealed": "FAIL",
      "APG-002 plain": "FAIL",
      "APG-003 plain": "FAIL",
      "APG-003 logged": "PASS",
      "APG-004 plain": "NOT_APPLICABLE",
      "APG-004 cached": "FAIL",
      "APG-004 logged": "PASS",
      "APG-004 sealed": "PASS",
      "APG-006 quiet": "FAIL",
      "APG-006 told": "PASS",
    },
  },
];
