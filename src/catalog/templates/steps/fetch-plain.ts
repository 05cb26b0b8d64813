import * as z from "zod";
import { step } from "../step.ts";
import { write } from "../workspace.ts";
import { skeletonOf } from "./skeleton.ts";

export default step({
  action: "fetch:plain",
  title: "Copy files as they are",
  input: z.object({ url: z.string(), targetPath: z.string().default(".") }),
  async run({ url, targetPath }, context) {
    const files = Object.entries(skeletonOf(context, url));
    for (const [path, text] of files) write(context.workspace, `${targetPath}/${path}`, text);
    context.log(`${files.length} files copied`);
    return {};
  },
});
