import { inArray } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { resources } from "../../db/schema/inventory.ts";
import { fillCommand } from "../base/command.ts";
import { notFound } from "../base/errors.ts";
import { UNTAGGED } from "./resource-type.ts";

const RESOURCES_MAX = 100;
/** TagResources takes at most 20 ARNs at once (Resource Groups Tagging API reference). */
const ARNS_PER_CALL = 20;

export const TagCommandsInput = z.strictObject({
  ids: z.array(z.uuid()).min(1).max(RESOURCES_MAX, `At most ${RESOURCES_MAX} resources at once.`),
  key: z
    .string()
    .trim()
    .min(1)
    .max(128)
    .refine((key) => !/^aws:/i.test(key), { error: "AWS keeps keys that begin with aws: to itself." })
    .refine((key) => /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u.test(key), {
      error: "A key has letters, digits, spaces and _ . : / = + - @.",
    }),
  value: z
    .string()
    .trim()
    .max(256)
    .refine((value) => /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(value), {
      error: "A value has letters, digits, spaces and _ . : / = + - @.",
    }),
});

export const tagged = (db: ReadDb, { ids }: z.infer<typeof TagCommandsInput>) =>
  db
    .select({
      id: resources.id,
      arn: resources.arn,
      name: resources.name,
      type: resources.type,
      region: resources.region,
    })
    .from(resources)
    .where(inArray(resources.id, ids))
    .orderBy(resources.region, resources.arn);

type Row = { id: string; arn: string; name: string; type: string; region: string };

/**
 * What to run in a shell so that AWS has a tag: our role may only read, so nothing of it is done here. One call for up
 * to 20 resources of an account and region; `left`: what the tagging API does not tag, with the reason.
 */
export function toTagCommands(rows: readonly Row[], { ids, key, value }: z.infer<typeof TagCommandsInput>) {
  if (rows.length < new Set(ids).size) throw notFound("One of the resources");
  const commands: string[] = [];
  const left: { name: string; reason: string }[] = [];
  const refuse = ({ name }: Row, reason: string) => void left.push({ name, reason });
  const together = new Map<string, Row[]>();
  for (const row of rows) {
    if (UNTAGGED.has(row.type)) refuse(row, "AWS has no tags for this type.");
    else if (row.type === "AWS::IAM::Role" || row.type === "AWS::IAM::User") {
      const kind = row.type === "AWS::IAM::Role" ? "role" : "user";
      const template = `aws iam tag-${kind} --${kind}-name <name> --tags '[{"Key":"<key>","Value":"${value === "" ? "" : "<value>"}"}]'`;
      // The name of IAM is the end of the ARN, after its path.
      const filled = fillCommand(template, { name: row.arn.split("/").at(-1) ?? "", key, value });
      if ("text" in filled) commands.push(filled.text);
      else refuse(row, filled.refused);
    } else {
      const place = `${row.arn.split(":")[4] ?? ""} ${row.region}`;
      together.set(place, [...(together.get(place) ?? []), row]);
    }
  }
  for (const group of together.values())
    for (let at = 0; at < group.length; at += ARNS_PER_CALL) {
      const part = group.slice(at, at + ARNS_PER_CALL);
      const region = part[0]?.region === "global" ? "us-east-1" : (part[0]?.region ?? "");
      const names = part.map((_, index) => `<arn ${index}>`);
      const values = Object.fromEntries(part.map(({ arn }, index) => [`arn ${index}`, arn]));
      const filled = fillCommand(
        `aws resourcegroupstaggingapi tag-resources --resource-arn-list ${names.join(" ")} --tags '{"<key>":"${value === "" ? "" : "<value>"}"}' --region <region>`,
        { ...values, key, value, region },
      );
      if ("text" in filled) commands.push(filled.text);
      else for (const row of part) refuse(row, filled.refused);
    }
  return { commands, left };
}
