import * as z from "zod";
import { step } from "../step.ts";
import { cleanPath, filesAt } from "../workspace.ts";

export default step({
  action: "fs:readdir",
  title: "List files",
  input: z.object({ paths: z.array(z.string()).max(100), recursive: z.boolean().default(true) }),
  async run({ paths, recursive }, { workspace }) {
    const files = paths.flatMap((path) => {
      const base = cleanPath(path);
      const below = base ? `${base}/` : "";
      return filesAt(workspace, path).filter((file) => recursive || !file.slice(below.length).includes("/"));
    });
    return { files: [...new Set(files)].map((path) => ({ name: path.split("/").at(-1), path })), folders: [] };
  },
});
