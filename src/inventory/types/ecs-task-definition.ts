import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import { resourceType } from "../resource-type.ts";
import { findSecrets } from "./environment-secrets.ts";
import { discovered, each, edges, fields, tagsOf } from "./reading.ts";

/** Each family takes one more request: its latest revision is what the next deployment runs. */
const PAGE_SIZE = 30;

export default resourceType({
  type: "AWS::ECS::TaskDefinition",
  service: "ecs",
  label: "ECS task definition",
  where: "each-region",
  calls: ["ecs:ListTaskDefinitionFamilies", "ecs:DescribeTaskDefinition"],
  async list(aws, place, cursor) {
    const request = { status: "ACTIVE" as const, maxResults: PAGE_SIZE, nextToken: cursor ?? undefined };
    const page = await aws.call("ecs:ListTaskDefinitionFamilies", request, place.region);
    const resources = await each(page.families ?? [], async (family) => {
      const wanted = { taskDefinition: family, include: ["TAGS" as const] };
      const { taskDefinition: task = {}, tags } = await aws.call("ecs:DescribeTaskDefinition", wanted, place.region);
      return discovered(place, {
        type: "AWS::ECS::TaskDefinition",
        nativeId: family,
        // Of the family: a new revision is a new version of the same thing.
        arn: (task.taskDefinitionArn ?? "").replace(/:\d+$/, ""),
        name: family,
        tags: tagsOf(tags),
        config: {
          ...fields(task, "family", "revision", "networkMode", "pidMode", "cpu", "memory", "requiresCompatibilities"),
          containerDefinitions: (task.containerDefinitions ?? []).map(containerOf),
        },
        status: task.status ?? null,
        relations: edges("dependsOn", "AWS::IAM::Role", [task.taskRoleArn, task.executionRoleArn]),
      });
    });
    return { resources, next: page.nextToken || null };
  },
});

/** Environment variables come in clear: their values are scanned and dropped here. */
function containerOf(container: ContainerDefinition) {
  const variables = Object.fromEntries((container.environment ?? []).map(({ name = "", value = "" }) => [name, value]));
  return {
    ...fields(container, "name", "image", "privileged", "user", "readonlyRootFilesystem"),
    logDriver: container.logConfiguration?.logDriver ?? null,
    EnvironmentSecrets: findSecrets(variables).map(({ variable, pattern }) => ({ variable, pattern })),
  };
}
