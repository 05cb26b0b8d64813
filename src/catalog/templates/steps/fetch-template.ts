import * as z from "zod";
import { isRecord } from "../expression.ts";
import { renderText } from "../render.ts";
import { step } from "../step.ts";
import { matchesGlob, write } from "../workspace.ts";
import { skeletonOf } from "./skeleton.ts";

/** Copies a skeleton, with the values in its texts and its paths. */
export default step({
  action: "fetch:template",
  title: "Copy a skeleton and fill it in",
  input: z.object({
    url: z.string(),
    targetPath: z.string().default("."),
    values: z.record(z.string(), z.unknown()).default({}),
    copyWithoutTemplating: z.array(z.string()).default([]),
    copyWithoutRender: z.array(z.string()).default([]),
    templateFileExtension: z.union([z.boolean(), z.string()]).default(false),
  }),
  async run({ url, targetPath, values, copyWithoutTemplating, copyWithoutRender, templateFileExtension }, context) {
    const asIs = [...copyWithoutTemplating, ...copyWithoutRender];
    const extension = templateFileExtension === true ? ".njk" : templateFileExtension || null;
    const scope = { values: isRecord(values) ? values : {}, ...values };
    let count = 0;
    for (const [path, text] of Object.entries(skeletonOf(context, url))) {
      const isFilled =
        !asIs.some((glob) => matchesGlob(path, glob)) && (extension === null || path.endsWith(extension));
      const name = extension && path.endsWith(extension) ? path.slice(0, -extension.length) : path;
      write(context.workspace, `${targetPath}/${renderText(name, scope)}`, isFilled ? renderText(text, scope) : text);
      count++;
    }
    context.log(`${count} files filled in`);
    return {};
  },
});
