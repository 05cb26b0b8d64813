import { isRecord } from "./expression.ts";

/** One question of a form, out of JSON Schema and the ui: hints beside it. */
export type FormField = {
  name: string;
  title: string;
  help: string | null;
  /** How it is asked: what the schema's type and the ui:field say. "unknown": shown, and answered as text. */
  as:
    | "text"
    | "long-text"
    | "secret"
    | "number"
    | "yes-no"
    | "choice"
    | "many"
    | "list"
    | "entity"
    | "owner"
    | "repository"
    | "json";
  type: "string" | "number" | "integer" | "boolean" | "array" | "object";
  isRequired: boolean;
  options: { value: string | number | boolean; label: string }[];
  /** Kinds of the entities to choose from. */
  kinds: string[];
  initial: unknown;
  pattern: string | null;
  lengthMax: number | null;
  /** Asked only where another answer is one of these. */
  when: { field: string; in: unknown[] } | null;
};
export type FormPage = { title: string; description: string | null; fields: FormField[] };

const FIELDS_MAX = 200;
const DEPTH_MAX = 5;
type Schema = Record<string, unknown>;
const record = (value: unknown): Schema => (isRecord(value) ? value : {});
const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : null);
const texts = (value: unknown) => (Array.isArray(value) ? value.filter((each) => typeof each === "string") : []);

/** spec.parameters: one page or a list of pages. */
export function formOf(parameters: unknown): FormPage[] {
  const pages = Array.isArray(parameters) ? parameters : isRecord(parameters) ? [parameters] : [];
  return pages.map((page, index) => {
    const schema = record(page);
    return {
      title: text(schema.title) ?? `Step ${index + 1}`,
      description: text(schema.description),
      fields: fieldsOf(schema, null, 0).slice(0, FIELDS_MAX),
    };
  });
}

function fieldsOf(schema: Schema, when: FormField["when"], depth: number): FormField[] {
  if (depth > DEPTH_MAX) return [];
  const required = texts(schema.required);
  const own = Object.entries(record(schema.properties)).map(([name, value]) =>
    fieldOf(name, record(value), required.includes(name), when),
  );
  // A condition of JSON Schema that forms use: this answer brings these questions.
  const dependent = Object.entries(record(schema.dependencies)).flatMap(([field, value]) =>
    branchesOf(record(value)).flatMap((branch) => {
      const properties = record(branch.properties);
      const deciding = record(properties[field]);
      const values = Array.isArray(deciding.enum) ? deciding.enum : "const" in deciding ? [deciding.const] : [];
      const rest = {
        ...branch,
        properties: Object.fromEntries(Object.entries(properties).filter(([name]) => name !== field)),
      };
      return fieldsOf(rest, values.length > 0 ? { field, in: values } : when, depth + 1);
    }),
  );
  const every = Array.isArray(schema.allOf) ? schema.allOf : [];
  const conditional = [schema, ...every.map(record)].flatMap((each) => {
    const [deciding] = Object.entries(record(record(each.if).properties));
    const inside = each === schema ? [] : fieldsOf(each, when, depth + 1);
    if (!deciding || !isRecord(each.then)) return inside;
    const test = record(deciding[1]);
    const values = Array.isArray(test.enum) ? test.enum : "const" in test ? [test.const] : [];
    return [...inside, ...fieldsOf(each.then, { field: deciding[0], in: values }, depth + 1)];
  });
  const seen = new Set<string>();
  return [...own, ...dependent, ...conditional].filter(({ name, when }) => {
    const key = `${name} ${JSON.stringify(when)}`;
    return !seen.has(key) && seen.add(key);
  });
}

const branchesOf = (value: Schema): Schema[] => (Array.isArray(value.oneOf) ? value.oneOf.map(record) : [value]);

const PICKERS: Record<string, FormField["as"]> = {
  EntityPicker: "entity",
  MultiEntityPicker: "entity",
  OwnedEntityPicker: "entity",
  MyGroupsPicker: "owner",
  OwnerPicker: "owner",
  RepoUrlPicker: "repository",
  Secret: "secret",
};
const TYPES: Record<string, FormField["type"]> = {
  number: "number",
  integer: "integer",
  boolean: "boolean",
  array: "array",
  object: "object",
};

function fieldOf(name: string, schema: Schema, isRequired: boolean, when: FormField["when"]): FormField {
  const type = TYPES[text([schema.type].flat()[0]) ?? ""] ?? "string";
  const items = record(schema.items);
  const options = optionsOf(type === "array" ? items : schema);
  const hints = record(schema["ui:options"]);
  const widget = text(schema["ui:widget"]) ?? text(hints.widget);
  const picker = PICKERS[text(schema["ui:field"]) ?? ""];
  const filter = [hints.catalogFilter].flat().map(record);
  return {
    name,
    title: text(schema.title) ?? name,
    help: text(schema["ui:help"]) ?? text(schema.description),
    as: picker ?? asOf(type, widget, options.length > 0),
    type,
    isRequired,
    options,
    kinds: [...new Set([...texts(hints.allowedKinds), ...filter.flatMap(({ kind }) => texts([kind].flat()))])],
    initial: schema.default ?? ("const" in schema ? schema.const : null),
    pattern: text(schema.pattern),
    lengthMax: typeof schema.maxLength === "number" ? schema.maxLength : null,
    when,
  };
}

function asOf(type: FormField["type"], widget: string | null, hasOptions: boolean): FormField["as"] {
  if (type === "boolean") return "yes-no";
  if (type === "object") return "json";
  if (type === "array") return hasOptions ? "many" : "list";
  if (hasOptions) return "choice";
  if (type === "number" || type === "integer") return "number";
  if (widget === "password") return "secret";
  return widget === "textarea" ? "long-text" : "text";
}

function optionsOf(schema: Schema): FormField["options"] {
  const values = Array.isArray(schema.enum) ? schema.enum : [];
  const names = texts(schema.enumNames);
  const listed = values.map((value, i) => ({ value, label: names[i] ?? String(value) }));
  const either = Array.isArray(schema.oneOf)
    ? schema.oneOf
        .map(record)
        .flatMap((each) =>
          "const" in each ? [{ value: each.const, label: text(each.title) ?? String(each.const) }] : [],
        )
    : [];
  return [...listed, ...either].flatMap(({ value, label }) =>
    typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? [{ value, label }] : [],
  );
}

export const isAsked = ({ when }: Pick<FormField, "when">, values: Readonly<Record<string, unknown>>) =>
  when === null || when.in.includes(values[when.field]);

/** What is wrong with the answers, by the name of the question. Answers to questions that nobody asked are left out. */
export function checkAnswers(pages: readonly FormPage[], values: Readonly<Record<string, unknown>>) {
  const problems: Record<string, string> = {};
  const answers: Record<string, unknown> = {};
  for (const field of pages.flatMap(({ fields }) => fields)) {
    if (!isAsked(field, values)) continue;
    const given = values[field.name];
    const value = given === undefined || given === "" || given === null ? (field.initial ?? undefined) : given;
    if (value === undefined) {
      if (field.isRequired && !(field.name in answers)) problems[field.name] = "This is needed.";
      continue;
    }
    const problem = problemOf(field, value);
    if (problem) problems[field.name] = problem;
    else {
      answers[field.name] = value;
      delete problems[field.name];
    }
  }
  return { answers, problems };
}

function problemOf({ type, options, lengthMax, pattern, as }: FormField, value: unknown): string | null {
  if (type === "boolean") return typeof value === "boolean" ? null : "Answer yes or no.";
  if (type === "number" || type === "integer")
    return typeof value === "number" && Number.isFinite(value) && (type === "number" || Number.isInteger(value))
      ? null
      : "Give a number.";
  if (type === "array") return Array.isArray(value) && value.length <= 200 ? null : "Give a list of at most 200.";
  if (type === "object") return isRecord(value) ? null : "Give an object.";
  if (typeof value !== "string") return options.length > 0 ? null : "Give a text.";
  if (options.length > 0 && !options.some((option) => option.value === value)) return "Choose one of the list.";
  if (value.length > (lengthMax ?? 5_000)) return `At most ${lengthMax ?? 5_000} characters.`;
  if (as === "repository" && !/^[\w.-]+(:\d+)?\?\S*repo=[^&\s]+/.test(value)) return "Give an owner and a repository.";
  return pattern && !matches(pattern, value) ? `This must look like ${pattern}.` : null;
}

/** A pattern of somebody's file: only short ones on short texts, so that none can run for ever. */
function matches(pattern: string, value: string): boolean {
  if (pattern.length > 200 || value.length > 200 || /(\([^)]*[+*][^)]*\)|\[[^\]]*\]|\\w|\.)[+*]\)?[+*]/.test(pattern))
    return true;
  try {
    return new RegExp(pattern).test(value);
  } catch {
    return true;
  }
}
