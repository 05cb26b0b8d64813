import { expect, test } from "bun:test";
import { toTags } from "./tags.ts";

test.each([
  ["Owner, CostCenter,,Owner ", ["Owner", "CostCenter"]],
  ["", []],
  [" , ", []],
  ["owner,Owner", ["owner", "Owner"]],
])("%j", (text, tags) => expect(toTags(text)).toEqual(tags));
