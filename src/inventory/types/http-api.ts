import { resourceType } from "../resource-type.ts";
import { allPages, attempt, discovered, each, fields, mapReading, settle } from "./reading.ts";

/** Each API takes at least two more requests. */
const PAGE_SIZE = 15;
const PAGES_MAX = 10;

export default resourceType({
  type: "AWS::ApiGatewayV2::Api",
  service: "apigateway",
  label: "HTTP or WebSocket API",
  where: "each-region",
  calls: ["apigatewayv2:GetApis", "apigatewayv2:GetAuthorizers", "apigatewayv2:GetRoutes"],
  async list(aws, place, cursor) {
    const { region, partition } = place;
    const request = { MaxResults: String(PAGE_SIZE), NextToken: cursor ?? undefined };
    const page = await aws.call("apigatewayv2:GetApis", request, region);
    const resources = await each(page.Items ?? [], async (api) => {
      const ApiId = api.ApiId ?? "";
      const routes = await attempt(() =>
        allPages(PAGES_MAX, async (NextToken) => {
          const answer = await aws.call("apigatewayv2:GetRoutes", { ApiId, NextToken }, region);
          return { items: answer.Items, next: answer.NextToken };
        }),
      );
      const { config, unread } = settle({
        Authorizers: await attempt(async () => {
          const answer = await aws.call("apigatewayv2:GetAuthorizers", { ApiId }, region);
          return (answer.Items ?? []).map((one) => fields(one, "Name", "AuthorizerType"));
        }),
        OpenRoutes: mapReading(routes, (all) =>
          all
            .filter(({ AuthorizationType = "NONE" }) => AuthorizationType === "NONE")
            .flatMap(({ RouteKey }) => RouteKey ?? [])
            .sort(),
        ),
        RouteCount: mapReading(routes, (all) => all.length),
      });
      return discovered(place, {
        type: "AWS::ApiGatewayV2::Api",
        nativeId: ApiId,
        arn: `arn:${partition}:apigateway:${region}::/apis/${ApiId}`,
        name: api.Name || ApiId,
        tags: api.Tags ?? {},
        config: { ...fields(api, "ApiId", "Name", "ProtocolType", "CreatedDate"), ...config },
        unread,
      });
    });
    return { resources, next: page.NextToken || null };
  },
});
