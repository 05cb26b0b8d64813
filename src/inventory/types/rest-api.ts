import type { Aws } from "../../ports/aws.ts";
import { resourceType } from "../resource-type.ts";
import { allPages, attempt, discovered, each, fields, mapReading, settle } from "./reading.ts";

/** Each API takes at least two more requests. */
const PAGE_SIZE = 15;
const PAGES_MAX = 5;

export default resourceType({
  type: "AWS::ApiGateway::RestApi",
  service: "apigateway",
  label: "REST API",
  where: "each-region",
  calls: ["apigateway:GetRestApis", "apigateway:GetAuthorizers", "apigateway:GetResources"],
  async list(aws, place, cursor) {
    const { region, partition } = place;
    const page = await aws.call("apigateway:GetRestApis", { limit: PAGE_SIZE, position: cursor ?? undefined }, region);
    const resources = await each(page.items ?? [], async (api) => {
      const restApiId = api.id ?? "";
      const methods = await attempt(() => readMethods(aws, region, restApiId));
      const { config, unread } = settle({
        Authorizers: await attempt(async () => {
          const answer = await aws.call("apigateway:GetAuthorizers", { restApiId }, region);
          return (answer.items ?? []).map((one) => fields(one, "name", "type"));
        }),
        OpenMethods: mapReading(methods, (all) => all.filter(({ isOpen }) => isOpen).map(({ name }) => name)),
        MethodCount: mapReading(methods, (all) => all.length),
      });
      return discovered(place, {
        type: "AWS::ApiGateway::RestApi",
        nativeId: restApiId,
        arn: `arn:${partition}:apigateway:${region}::/restapis/${restApiId}`,
        name: api.name || restApiId,
        tags: api.tags ?? {},
        config: { ...fields(api, "id", "name", "createdDate", "endpointConfiguration"), ...config },
        unread,
      });
    });
    return { resources, next: page.position || null };
  },
});

/** Methods, and whether they ask nobody who they are. OPTIONS answers browsers before they sign in, and so has no authorizer. */
async function readMethods(aws: Aws, region: string, restApiId: string) {
  const resources = await allPages(PAGES_MAX, async (position) => {
    const answer = await aws.call(
      "apigateway:GetResources",
      { restApiId, embed: ["methods"], limit: 500, position },
      region,
    );
    return { items: answer.items, next: answer.position };
  });
  return resources
    .flatMap(({ path = "", resourceMethods = {} }) =>
      Object.entries(resourceMethods).flatMap(([verb, method]) =>
        verb === "OPTIONS"
          ? []
          : [{ name: `${verb} ${path}`, isOpen: (method.authorizationType ?? "NONE") === "NONE" }],
      ),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
