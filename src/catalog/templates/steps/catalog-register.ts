import * as z from "zod";
import { TemplateError, toText } from "../expression.ts";
import { step } from "../step.ts";
import { cleanPath } from "../workspace.ts";

/** Takes the catalogue file that the run has made into the catalogue. */
export default step({
  action: "catalog:register",
  title: "Register in the catalog",
  input: z.object({
    catalogInfoUrl: z.unknown().optional(),
    repoContentsUrl: z.unknown().optional(),
    catalogInfoPath: z.string().default("/catalog-info.yaml"),
    optional: z.boolean().default(false),
  }),
  async run({ catalogInfoUrl, repoContentsUrl, catalogInfoPath, optional }, { workspace, register, log, isDryRun }) {
    const path = cleanPath(catalogInfoPath);
    const text = workspace.get(path);
    if (text === undefined) {
      const place = catalogInfoUrl ?? repoContentsUrl;
      if (isDryRun && place !== undefined) {
        log(`${path} would be read from ${toText(place)}`);
        return { catalogInfoUrl: toText(place) };
      }
      if (!optional) throw new TemplateError(`The run has made no ${path} that could be registered.`);
      log(`There is no ${path}, and it is optional`);
      return { entityRef: null, catalogInfoUrl: null };
    }
    if (!register) {
      log(`${path} would be registered`);
      return { catalogInfoUrl: path };
    }
    const { entityRef } = await register(path, text);
    log(`${entityRef ?? path} registered`);
    return { entityRef, catalogInfoUrl: path };
  },
});
