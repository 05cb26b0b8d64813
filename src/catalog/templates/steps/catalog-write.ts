import { stringify } from "yaml";
import * as z from "zod";
import { step } from "../step.ts";
import { write } from "../workspace.ts";

export default step({
  action: "catalog:write",
  title: "Write a catalog file",
  input: z.object({ filePath: z.string().default("catalog-info.yaml"), entity: z.record(z.string(), z.unknown()) }),
  async run({ filePath, entity }, { workspace, log }) {
    write(workspace, filePath, stringify(entity, { aliasDuplicateObjects: false }));
    log(`${filePath} written`);
    return {};
  },
});
