import { resourceType } from "../resource-type.ts";
import { attempt, discovered, each, edges, fields, mapReading, readTags, settle } from "./reading.ts";

/** Each state machine takes one more request. */
const PAGE_SIZE = 30;

export default resourceType({
  type: "AWS::StepFunctions::StateMachine",
  service: "messaging",
  label: "State machine",
  where: "each-region",
  calls: ["states:ListStateMachines", "states:DescribeStateMachine", "tag:GetResources"],
  async list(aws, place, cursor) {
    const { region } = place;
    const request = { maxResults: PAGE_SIZE, nextToken: cursor ?? undefined };
    const page = await aws.call("states:ListStateMachines", request, region);
    const machines = page.stateMachines ?? [];
    const tags = await readTags(
      aws,
      region,
      machines.flatMap((machine) => machine.stateMachineArn ?? []),
    );
    const resources = await each(machines, async (machine) => {
      const arn = machine.stateMachineArn ?? "";
      // The answer also holds the definition, which may hold data; it is not kept.
      const settings = await attempt(async () => {
        const answer = await aws.call("states:DescribeStateMachine", { stateMachineArn: arn }, region);
        return { level: answer.loggingConfiguration?.level ?? "OFF", roleArn: answer.roleArn };
      });
      const { config, unread } = settle({ LogLevel: mapReading(settings, ({ level }) => level) });
      return discovered(place, {
        type: "AWS::StepFunctions::StateMachine",
        nativeId: machine.name ?? "",
        arn,
        name: machine.name ?? "",
        tags: tags(arn, unread),
        config: { ...fields(machine, "name", "type", "creationDate"), ...config },
        unread,
        relations: "unread" in settings ? [] : edges("dependsOn", "AWS::IAM::Role", [settings.value?.roleArn]),
      });
    });
    return { resources, next: page.nextToken || null };
  },
});
