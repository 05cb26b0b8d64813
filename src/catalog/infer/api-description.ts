import { isRecord } from "../shape.ts";
import { type FileReader, nameIn, toName, UNKNOWN } from "./reader.ts";
import { readYamlFile } from "./yaml-file.ts";

const CONFIDENCE = 0.9;
const DESCRIPTION_MAX = 500;

/** OpenAPI 3, Swagger 2 and AsyncAPI: the file is the API's definition, its title the name. */
export const apiDescription: FileReader = {
  id: "api-description",
  title: "OpenAPI or AsyncAPI",
  matches: (path) => /(^|\/)(openapi|swagger|asyncapi)(\.v?\d+)?\.(ya?ml|json)$/i.test(path),
  looksLike: (text) => /^\s*[{,]?\s*["']?(openapi|swagger|asyncapi)["']?\s*:\s*["']?\d/m.test(text.slice(0, 5_000)),
  read({ file, text, project }) {
    const read = readYamlFile(text);
    if (Array.isArray(read)) return { inferred: [], problems: read };
    const { value, lineOf, problemAt } = read;
    const refuse = (path: string[], message: string) => ({ inferred: [], problems: [problemAt(path, message)] });
    if (!isRecord(value)) return refuse([], "An API description is a map.");
    const field = ["openapi", "swagger", "asyncapi"].find((each) => each in value);
    if (!field) return refuse([], "It says neither openapi, swagger nor asyncapi.");
    const version = String(value[field]);
    if (!/^[23](\.\d+){0,2}$/.test(version)) return refuse([field], `${field} ${version} is not known.`);
    if (!isRecord(value.info)) return refuse(["info"], "info is missing: it holds the title.");
    const { title, description, version: release } = value.info;
    if (typeof title !== "string" || toName(title) === "")
      return refuse(["info", "title"], "info.title must be a text.");
    const parts = field === "asyncapi" ? "channels" : "paths";
    if (!isRecord(value[parts]) && !isRecord(value.webhooks) && !isRecord(value.components))
      return refuse([parts], `${parts} is missing.`);
    const count = isRecord(value[parts]) ? Object.keys(value[parts]).length : 0;
    return {
      inferred: [
        {
          entity: {
            apiVersion: "backstage.io/v1alpha1",
            kind: "API",
            metadata: {
              name: nameIn(project, title),
              namespace: "default",
              title,
              ...(typeof description === "string" && { description: description.slice(0, DESCRIPTION_MAX) }),
            },
            spec: { type: field === "asyncapi" ? "asyncapi" : "openapi", lifecycle: UNKNOWN, definition: text },
          },
          path: file,
          confidence: CONFIDENCE,
          evidence: [
            { file, line: lineOf([field]), says: `${field} ${version}, ${count} ${parts}` },
            { file, line: lineOf(["info", "title"]), says: `${title}${release === undefined ? "" : ` ${release}`}` },
          ],
        },
      ],
      problems: [],
    };
  },
};
