/** As much of JSON Schema as Backstage's kinds use; its problems carry the words of Ajv 8, which Backstage shows. */
export type Shape = {
  type?: Type | readonly Type[];
  minLength?: number;
  maxLength?: number;
  enum?: readonly unknown[];
  const?: unknown;
  oneOf?: readonly Shape[];
  minItems?: number;
  items?: Shape;
  required?: readonly string[];
  properties?: Readonly<Record<string, Shape>>;
  /** false: none but `properties`; a shape: what the others look like. */
  others?: false | Shape;
};
type Type = "string" | "boolean" | "object" | "array";

export type Path = readonly (string | number)[];
export type ShapeProblem = { path: Path; keyword: string; message: string; params: Record<string, unknown> };

/** Enough to say what is wrong; a list of a million bad items is one mistake. */
const PROBLEMS_MAX = 50;

/** Every problem, in the order in which Ajv finds them. */
export function problemsOf(shape: Shape, value: unknown, path: Path = []): ShapeProblem[] {
  const found: ShapeProblem[] = [];
  const say = (keyword: string, message: string, params: Record<string, unknown>) =>
    void found.push({ path, keyword, message, params });
  const types = shape.type === undefined ? [] : [shape.type].flat();
  if (types.length > 0 && !types.some((type) => isType(type, value)))
    say("type", `must be ${types}`, { type: types.join(",") });

  if (typeof value === "string") {
    const length = [...value].length;
    if (shape.maxLength !== undefined && length > shape.maxLength)
      say("maxLength", `must NOT have more than ${shape.maxLength} characters`, { limit: shape.maxLength });
    if (shape.minLength !== undefined && length < shape.minLength)
      say("minLength", `must NOT have fewer than ${shape.minLength} characters`, { limit: shape.minLength });
  }
  if (shape.const !== undefined && value !== shape.const)
    say("const", "must be equal to constant", { allowedValue: shape.const });
  if (shape.enum && !shape.enum.includes(value))
    say("enum", "must be equal to one of the allowed values", { allowedValues: shape.enum });
  if (shape.oneOf) found.push(...oneOf(shape.oneOf, value, path));
  if (Array.isArray(value)) found.push(...ofItems(shape, value, path));
  else if (isRecord(value)) found.push(...ofProperties(shape, value, path));
  return found.slice(0, PROBLEMS_MAX);
}

function oneOf(shapes: readonly Shape[], value: unknown, path: Path): ShapeProblem[] {
  const each = shapes.map((shape) => problemsOf(shape, value, path));
  const passing = each.flatMap((problems, i) => (problems.length === 0 ? [i] : []));
  if (passing.length === 1) return [];
  return [
    ...each.flat(),
    {
      path,
      keyword: "oneOf",
      message: "must match exactly one schema in oneOf",
      params: { passingSchemas: passing.length ? passing : null },
    },
  ];
}

function ofItems({ minItems, items }: Shape, value: unknown[], path: Path): ShapeProblem[] {
  const found: ShapeProblem[] = [];
  if (minItems !== undefined && value.length < minItems)
    found.push({
      path,
      keyword: "minItems",
      message: `must NOT have fewer than ${minItems} items`,
      params: { limit: minItems },
    });
  if (items)
    for (const [i, item] of value.entries()) {
      found.push(...problemsOf(items, item, [...path, i]));
      if (found.length >= PROBLEMS_MAX) break;
    }
  return found;
}

function ofProperties({ required = [], properties = {}, others }: Shape, value: Record<string, unknown>, path: Path) {
  const found: ShapeProblem[] = [];
  for (const name of required)
    if (value[name] === undefined)
      found.push({
        path,
        keyword: "required",
        message: `must have required property '${name}'`,
        params: { missingProperty: name },
      });
  if (others !== undefined)
    for (const name of Object.keys(value).filter((key) => !Object.hasOwn(properties, key))) {
      if (others) found.push(...problemsOf(others, value[name], [...path, name]));
      else
        found.push({
          path,
          keyword: "additionalProperties",
          message: "must NOT have additional properties",
          params: { additionalProperty: name },
        });
      if (found.length >= PROBLEMS_MAX) break;
    }
  for (const [name, shape] of Object.entries(properties))
    if (value[name] !== undefined) found.push(...problemsOf(shape, value[name], [...path, name]));
  return found;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isType = (type: Type, value: unknown) =>
  type === "object" ? isRecord(value) : type === "array" ? Array.isArray(value) : typeof value === type;

/** "/spec/owner"; RFC 6901. */
export const pointer = (path: Path) =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
