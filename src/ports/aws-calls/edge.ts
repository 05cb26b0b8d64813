import {
  APIGatewayClient,
  GetAuthorizersCommand,
  GetResourcesCommand,
  GetRestApisCommand,
  GetStagesCommand,
} from "@aws-sdk/client-api-gateway";
import {
  ApiGatewayV2Client,
  GetApisCommand,
  GetAuthorizersCommand as GetAuthorizersV2Command,
  GetRoutesCommand,
  GetStagesCommand as GetStagesV2Command,
} from "@aws-sdk/client-apigatewayv2";
import { CloudFrontClient, GetDistributionConfigCommand, ListDistributionsCommand } from "@aws-sdk/client-cloudfront";
import {
  DescribeInstanceHealthCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingClient,
} from "@aws-sdk/client-elastic-load-balancing";
import { GetWebACLForResourceCommand, WAFV2Client } from "@aws-sdk/client-wafv2";
import { type ClientSettings, on } from "./client.ts";

/** What answers the internet. */
export function edgeCalls(settings: (region: string) => ClientSettings) {
  const apigateway = on((region) => new APIGatewayClient(settings(region)));
  const apigatewayv2 = on((region) => new ApiGatewayV2Client(settings(region)));
  const cloudfront = on((region) => new CloudFrontClient(settings(region)));
  const wafv2 = on((region) => new WAFV2Client(settings(region)));
  const elb = on((region) => new ElasticLoadBalancingClient(settings(region)));
  return {
    "apigateway:GetRestApis": apigateway(GetRestApisCommand),
    "apigateway:GetStages": apigateway(GetStagesCommand),
    "apigateway:GetAuthorizers": apigateway(GetAuthorizersCommand),
    "apigateway:GetResources": apigateway(GetResourcesCommand),
    "apigatewayv2:GetApis": apigatewayv2(GetApisCommand),
    "apigatewayv2:GetStages": apigatewayv2(GetStagesV2Command),
    "apigatewayv2:GetAuthorizers": apigatewayv2(GetAuthorizersV2Command),
    "apigatewayv2:GetRoutes": apigatewayv2(GetRoutesCommand),
    "cloudfront:ListDistributions": cloudfront(ListDistributionsCommand),
    "cloudfront:GetDistributionConfig": cloudfront(GetDistributionConfigCommand),
    "wafv2:GetWebACLForResource": wafv2(GetWebACLForResourceCommand),
    "elb:DescribeInstanceHealth": elb(DescribeInstanceHealthCommand),
    "elb:DescribeLoadBalancers": elb(DescribeLoadBalancersCommand),
    "elb:DescribeLoadBalancerAttributes": elb(DescribeLoadBalancerAttributesCommand),
    "elb:DescribeTags": elb(DescribeTagsCommand),
  };
}
