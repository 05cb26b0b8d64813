import { resourceType } from "../resource-type.ts";
import { discovered, each, edges, fields } from "./reading.ts";

/** Each API takes one more request. */
const PAGE_SIZE = 25;

export default resourceType({
  type: "AWS::ApiGateway::Stage",
  service: "apigateway",
  label: "Stage of a REST API",
  where: "each-region",
  calls: ["apigateway:GetRestApis", "apigateway:GetStages"],
  async list(aws, place, cursor) {
    const { region, partition } = place;
    const page = await aws.call("apigateway:GetRestApis", { limit: PAGE_SIZE, position: cursor ?? undefined }, region);
    const found = await each(page.items ?? [], async (api) => {
      const restApiId = api.id ?? "";
      const { item = [] } = await aws.call("apigateway:GetStages", { restApiId }, region);
      return item.map((stage) => {
        const settings = Object.entries(stage.methodSettings ?? {});
        return discovered(place, {
          type: "AWS::ApiGateway::Stage",
          nativeId: `${restApiId}/${stage.stageName}`,
          arn: `arn:${partition}:apigateway:${region}::/restapis/${restApiId}/stages/${stage.stageName}`,
          name: `${api.name} ${stage.stageName}`,
          tags: stage.tags ?? {},
          config: {
            RestApiId: restApiId,
            ...fields(stage, "stageName", "webAclArn", "tracingEnabled", "cacheClusterEnabled", "cacheClusterStatus"),
            MethodSettings: settings.map(([method, one]) => ({
              method,
              ...fields(one, "loggingLevel", "cachingEnabled", "cacheDataEncrypted"),
            })),
          },
          relations: edges("partOf", "AWS::ApiGateway::RestApi", [restApiId]),
        });
      });
    });
    return { resources: found.flat(), next: page.position || null };
  },
});
