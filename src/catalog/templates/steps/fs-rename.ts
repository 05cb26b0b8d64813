import * as z from "zod";
import { TemplateError } from "../expression.ts";
import { step } from "../step.ts";
import { cleanPath, filesAt, write } from "../workspace.ts";

export default step({
  action: "fs:rename",
  title: "Rename files",
  input: z.object({
    files: z.array(z.object({ from: z.string(), to: z.string(), overwrite: z.boolean().default(false) })).max(500),
  }),
  async run({ files }, { workspace, log }) {
    for (const { from, to, overwrite } of files) {
      const found = filesAt(workspace, from);
      if (found.length === 0) throw new TemplateError(`There is no ${from} to rename.`);
      const base = cleanPath(from);
      for (const path of found) {
        const target = cleanPath(`${to}${path.slice(base.length)}`);
        if (workspace.has(target) && !overwrite)
          throw new TemplateError(`${target} is there already. Set overwrite to replace it.`);
        const text = workspace.get(path) ?? "";
        workspace.delete(path);
        write(workspace, target, text);
      }
      log(`${from} is now ${to}`);
    }
    return {};
  },
});
