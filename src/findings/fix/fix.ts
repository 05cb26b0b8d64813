import { stringify } from "yaml";
import { fillCommand, isUnseen } from "../../base/command.ts";
import type { AnyRule } from "../rule.ts";
import { BY_HAND, COMMANDS } from "./commands.ts";
import { ID_PROPERTY, PATCHES } from "./patches.ts";

export type Target = { type: string; nativeId: string; arn: string; name: string; region: string };
export type Fix = {
  remedy: string;
  command: { text: string; toReplace: string[] } | null;
  /** Why there is no command. */
  refused: string | null;
  terraform: string | null;
  cloudFormation: string | null;
};

/** What mends a finding, filled with the resource's own values; nothing of it is run by us. */
export function fixFor(rule: Pick<AnyRule, "id" | "remedy" | "cli">, target: Target): Fix {
  const template = commandOf(rule);
  const filled = template ? fillCommand(withRegion(template, target), valuesOf(target)) : null;
  const isRefused = filled !== null && "refused" in filled;
  return {
    remedy: rule.remedy,
    command: filled === null || isRefused ? null : filled,
    refused: isRefused ? filled.refused : template ? null : (BY_HAND[rule.id] ?? null),
    ...patchesFor(rule.id, target),
  };
}

/** The rule's own command, or the one that stands for it here. */
export const commandOf = ({ id, cli }: Pick<AnyRule, "id" | "cli">): string | null => cli ?? COMMANDS[id] ?? null;

const REGION = /^[a-z]{2}(-[a-z]+)+-\d+$/;
/** A command goes to the reader's own default region unless it says otherwise. */
const withRegion = (cli: string, { region }: Target) =>
  REGION.test(region) && !/--region\b/.test(cli) && !/^aws (iam|cloudfront) /.test(cli)
    ? `${cli} --region <region>`
    : cli;

function valuesOf({ type, nativeId, arn, region }: Target): Record<string, string> {
  const values: Record<string, string> = { id: nativeId, arn, region };
  const account = arn.split(":")[4];
  if (type === "AWS::SQS::Queue" && account)
    values.url = `https://sqs.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}/${account}/${nativeId}`;
  const cluster = nativeId.split("/")[0];
  if (type === "AWS::ECS::Service" && cluster) values.cluster = cluster;
  return values;
}

function patchesFor(ruleId: string, target: Target): Pick<Fix, "terraform" | "cloudFormation"> {
  const patch = PATCHES[ruleId];
  if (!patch || isUnseen(target.nativeId) || isUnseen(target.name)) return { terraform: null, cloudFormation: null };
  return {
    terraform: patch.terraform ? terraform(patch.terraform, target) : null,
    cloudFormation: patch.cloudFormation ? cloudFormation(patch.cloudFormation, target) : null,
  };
}

/** HCL reads ${ and %{ inside quotes as templates (terraform language, "Strings and Templates"). */
export const hclString = (value: string) =>
  JSON.stringify(value).replaceAll(/[$%]\{/g, (opening) => `${opening[0]}${opening}`);

function terraform([type, body]: readonly [string, string], target: Target): string {
  const label = target.name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 60);
  const lines = body
    .split("\n")
    .map((line) => `  ${line}`.trimEnd())
    .join("\n")
    .replaceAll(/<(id|arn)>/g, (_, key: string) => hclString(key === "arn" ? target.arn : target.nativeId));
  const block = `resource "${type}" "${/^[a-z]/.test(label) ? label : `r_${label}`}" {\n${lines}\n}\n`;
  return `# Merge into the code that owns ${target.nativeId}\n${block}`;
}

function cloudFormation(properties: Readonly<Record<string, unknown>>, { type, nativeId, name }: Target): string {
  const label = name.replaceAll(/[^A-Za-z0-9]+/g, "").slice(0, 60);
  const key = ID_PROPERTY[type];
  const resource = { Type: type, Properties: { ...(key && { [key]: nativeId }), ...properties } };
  // Quoted, so that "on" and "1.0" stay texts for readers of YAML 1.1.
  return stringify(
    { Resources: { [/^[A-Za-z]/.test(label) ? label : `R${label}`]: resource } },
    { defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN", lineWidth: 0 },
  );
}
