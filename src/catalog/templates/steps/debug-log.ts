import * as z from "zod";
import { toText } from "../expression.ts";
import { step } from "../step.ts";
import { filesAt } from "../workspace.ts";

const FILES_SHOWN = 50;

export default step({
  action: "debug:log",
  title: "Write into the log",
  input: z.object({
    message: z.unknown().optional(),
    listWorkspace: z.union([z.boolean(), z.string()]).default(false),
    extra: z.unknown().optional(),
  }),
  async run({ message, listWorkspace, extra }, { workspace, log }) {
    if (message !== undefined) log(toText(message));
    if (extra !== undefined) log(toText(extra));
    if (listWorkspace) {
      const files = filesAt(workspace, ".");
      log(
        `Workspace: ${files.slice(0, FILES_SHOWN).join(", ") || "empty"}${files.length > FILES_SHOWN ? `, and ${files.length - FILES_SHOWN} more` : ""}`,
      );
    }
    return {};
  },
});
