import { resourceType } from "../resource-type.ts";
import { allPages, discovered, each, edges, fields } from "./reading.ts";

/** Each API takes one more request. */
const PAGE_SIZE = 25;
const PAGES_MAX = 5;

export default resourceType({
  type: "AWS::ApiGatewayV2::Stage",
  service: "apigateway",
  label: "Stage of an HTTP or WebSocket API",
  where: "each-region",
  calls: ["apigatewayv2:GetApis", "apigatewayv2:GetStages"],
  async list(aws, place, cursor) {
    const { region, partition } = place;
    const request = { MaxResults: String(PAGE_SIZE), NextToken: cursor ?? undefined };
    const page = await aws.call("apigatewayv2:GetApis", request, region);
    const found = await each(page.Items ?? [], async (api) => {
      const ApiId = api.ApiId ?? "";
      const stages = await allPages(PAGES_MAX, async (NextToken) => {
        const answer = await aws.call("apigatewayv2:GetStages", { ApiId, NextToken }, region);
        return { items: answer.Items, next: answer.NextToken };
      });
      return stages.map((stage) =>
        discovered(place, {
          type: "AWS::ApiGatewayV2::Stage",
          nativeId: `${ApiId}/${stage.StageName}`,
          arn: `arn:${partition}:apigateway:${region}::/apis/${ApiId}/stages/${stage.StageName}`,
          name: `${api.Name} ${stage.StageName}`,
          tags: stage.Tags ?? {},
          config: {
            ApiId,
            ...fields(stage, "StageName", "AutoDeploy"),
            LogDestination: stage.AccessLogSettings?.DestinationArn ?? null,
          },
          relations: edges("partOf", "AWS::ApiGatewayV2::Api", [ApiId]),
        }),
      );
    });
    return { resources: found.flat(), next: page.NextToken || null };
  },
});
