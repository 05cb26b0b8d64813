import * as z from "zod";
import { step } from "../step.ts";
import { filesAt, matchesGlob } from "../workspace.ts";

export default step({
  action: "fs:delete",
  title: "Delete files",
  input: z.object({ files: z.array(z.string()).max(500) }),
  async run({ files }, { workspace, log }) {
    let count = 0;
    for (const file of files) {
      const found = /[*?]/.test(file)
        ? [...workspace.keys()].filter((path) => matchesGlob(path, file))
        : filesAt(workspace, file);
      for (const path of found) if (workspace.delete(path)) count++;
    }
    log(`${count} files deleted`);
    return {};
  },
});
