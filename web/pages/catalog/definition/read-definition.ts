import { parse } from "yaml";

/** One thing that can be called, sent or asked, as people read it. */
export type Operation = {
  /** GET, POST, publish, query … */
  verb: string;
  name: string;
  summary: string | null;
  isDeprecated: boolean;
  details: { name: string; type: string; note: string | null }[];
};
export type Definition = {
  title: string | null;
  version: string | null;
  description: string | null;
  groups: { name: string; operations: Operation[] }[];
};

const OPERATIONS_MAX = 1_000;
const DETAILS_MAX = 50;
/** A schema that names itself goes on for ever. */
const DEPTH_MAX = 3;

/** What a definition offers; null: not one of the formats that are known here, or it cannot be read. */
export function readDefinition(type: string, text: string): Definition | null {
  try {
    if (type === "graphql") return withoutTwins(readGraphql(text));
    if (type !== "openapi" && type !== "asyncapi") return null;
    const document: unknown = parse(text, { maxAliasCount: 100, prettyErrors: false, logLevel: "error" });
    if (!isRecord(document)) return null;
    return withoutTwins(type === "openapi" ? readOpenApi(document) : readAsyncApi(document));
  } catch {
    return null;
  }
}

/** The same said twice is said once. */
const withoutTwins = (definition: Definition): Definition => ({
  ...definition,
  groups: definition.groups.map(({ name, operations }) => ({
    name,
    operations: unique(operations.map((each) => ({ ...each, details: unique(each.details) }))),
  })),
});
const unique = <Item>(items: readonly Item[]): Item[] => [
  ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
];

type Node = Record<string, unknown>;
const isRecord = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const record = (value: unknown): Node => (isRecord(value) ? value : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown) => (typeof value === "string" && value.trim() ? value.trim() : null);

/** "#/components/schemas/Pet" inside the same document; anything else stays what it is. */
function follow(document: Node, value: unknown, depth = 0): Node {
  const node = record(value);
  const ref = text(node.$ref);
  if (!ref?.startsWith("#/") || depth > 5) return node;
  let found: unknown = document;
  for (const part of ref.slice(2).split("/")) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    found = isRecord(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return follow(document, found, depth + 1);
}

/** A schema in a few words: "Pet", "string[]", "{ id, name }". */
function typeOf(document: Node, value: unknown, depth = 0): string {
  const raw = record(value);
  const name = text(raw.$ref)?.split("/").at(-1);
  if (name) return name;
  const schema = follow(document, raw);
  if (depth > DEPTH_MAX) return "…";
  if (schema.items !== undefined) return `${typeOf(document, schema.items, depth + 1)}[]`;
  for (const word of ["oneOf", "anyOf", "allOf"])
    if (Array.isArray(schema[word]))
      return schema[word].map((each) => typeOf(document, each, depth + 1)).join(word === "allOf" ? " & " : " | ");
  const values = list(schema.enum);
  if (values.length > 0) return values.slice(0, 6).map(String).join(" | ");
  const properties = Object.keys(record(schema.properties));
  if (properties.length > 0) return `{ ${properties.slice(0, 8).join(", ")}${properties.length > 8 ? ", …" : ""} }`;
  const types = [schema.type].flat().filter((each) => typeof each === "string");
  return `${types.join(" | ") || "any"}${text(schema.format) ? ` (${schema.format})` : ""}`;
}

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];

function readOpenApi(document: Node): Definition {
  const groups = new Map<string, Operation[]>();
  let count = 0;
  for (const [path, item] of Object.entries(record(document.paths)))
    for (const method of METHODS) {
      const operation = record(record(item)[method]);
      if (Object.keys(operation).length === 0 || ++count > OPERATIONS_MAX) continue;
      const parameters = [...list(record(item).parameters), ...list(operation.parameters)].map((each) =>
        follow(document, each),
      );
      const body = follow(document, operation.requestBody);
      const details = [
        ...parameters.map((each) => ({
          name: `${each.name ?? "?"} (${each.in ?? "?"})`,
          type: typeOf(document, each.schema ?? each),
          note: [each.required === true ? "required" : null, text(each.description)].filter(Boolean).join(": ") || null,
        })),
        ...Object.entries(record(body.content)).map(([media, content]) => ({
          name: "body",
          type: typeOf(document, record(content).schema),
          note: media,
        })),
        ...Object.entries(record(operation.responses)).map(([status, each]) => {
          const response = follow(document, each);
          const [content] = Object.values(record(response.content));
          const schema = record(content).schema ?? response.schema;
          return { name: status, type: schema ? typeOf(document, schema) : "–", note: text(response.description) };
        }),
      ].slice(0, DETAILS_MAX);
      const group = text(list(operation.tags)[0]) ?? "";
      const made = {
        verb: method.toUpperCase(),
        name: path,
        summary: text(operation.summary) ?? text(operation.description),
        isDeprecated: operation.deprecated === true,
        details,
      };
      groups.set(group, [...(groups.get(group) ?? []), made]);
    }
  return { ...head(document), groups: toGroups(groups) };
}

/** Versions 2 (channels hold publish and subscribe) and 3 (operations name their channel). */
function readAsyncApi(document: Node): Definition {
  const operations: Operation[] = [];
  const message = (value: unknown): Operation["details"] => {
    const node = follow(document, value);
    const several = list(node.oneOf);
    if (several.length > 0) return several.flatMap(message);
    if (Object.keys(node).length === 0) return [];
    const name = text(node.name) ?? text(node.title) ?? text(record(value).$ref)?.split("/").at(-1) ?? "message";
    return [{ name, type: typeOf(document, node.payload), note: text(node.summary) ?? text(node.description) }];
  };
  const channels = record(document.channels);
  for (const [name, value] of Object.entries(channels)) {
    const channel = record(value);
    for (const verb of ["publish", "subscribe"]) {
      const operation = record(channel[verb]);
      if (Object.keys(operation).length === 0) continue;
      operations.push({
        verb,
        name,
        summary: text(operation.summary) ?? text(operation.description) ?? text(channel.description),
        isDeprecated: operation.deprecated === true,
        details: message(operation.message),
      });
    }
  }
  for (const [name, value] of Object.entries(record(document.operations))) {
    const operation = record(value);
    const channel = follow(document, operation.channel);
    const messages = list(operation.messages);
    operations.push({
      verb: text(operation.action) ?? "send",
      name: text(channel.address) ?? name,
      summary: text(operation.summary) ?? text(operation.title) ?? text(channel.description),
      isDeprecated: false,
      details: (messages.length > 0 ? messages : Object.values(record(channel.messages))).flatMap(message),
    });
  }
  return { ...head(document), groups: [{ name: "", operations: operations.slice(0, OPERATIONS_MAX) }] };
}

const head = (document: Node) => {
  const info = record(document.info);
  return { title: text(info.title), version: text(String(info.version ?? "")), description: text(info.description) };
};
const toGroups = (groups: Map<string, Operation[]>) => [...groups].map(([name, operations]) => ({ name, operations }));

const ROOTS: Record<string, string> = { Query: "query", Mutation: "mutation", Subscription: "subscription" };
const SPACE = /\s*#[^\n]*|\s+/y;
const TOKEN = /"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|[A-Za-z_]\w*|\.\.\.|-?\d[\w.]*|[^\s]/y;

/** Words of GraphQL's schema language; comments are dropped, a description is one word. */
function words(text: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    SPACE.lastIndex = at;
    if (SPACE.test(text)) {
      at = SPACE.lastIndex;
      continue;
    }
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0];
    if (!token) break;
    if (token !== ",") found.push(token);
    at += token.length;
  }
  return found;
}

/** Types with their fields; the fields of the roots are what can be asked. */
function readGraphql(source: string): Definition {
  const tokens = words(source);
  const groups = new Map<string, Operation[]>();
  let description: string | null = null;
  let count = 0;
  for (let at = 0; at < tokens.length; at++) {
    const word = tokens[at] ?? "";
    if (word.startsWith('"')) {
      description = unquoted(word);
      continue;
    }
    if (!["type", "interface", "input", "enum"].includes(word)) {
      if (word !== "extend") description = null;
      continue;
    }
    const name = tokens[at + 1] ?? "?";
    const open = tokens.indexOf("{", at);
    const close = open < 0 ? -1 : tokens.indexOf("}", open);
    if (open < 0 || close < 0) break;
    const fields = fieldsOf(tokens.slice(open + 1, close), word === "enum");
    const verb = ROOTS[name];
    const made: Operation[] =
      verb && word === "type"
        ? fields.map(({ name, type, note, args }) => ({
            verb,
            name,
            summary: note,
            isDeprecated: false,
            details: [...args, { name: "answer", type, note: null }],
          }))
        : [
            {
              verb: word,
              name,
              summary: description,
              isDeprecated: false,
              details: fields.map(({ args: _, ...field }) => field),
            },
          ];
    const group = verb ? name : "Types";
    count += made.length;
    if (count > OPERATIONS_MAX) break;
    groups.set(group, [...(groups.get(group) ?? []), ...made]);
    description = null;
    at = close;
  }
  const order = [...Object.keys(ROOTS), "Types"];
  return {
    title: null,
    version: null,
    description: null,
    groups: toGroups(new Map([...groups].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b)))),
  };
}

type Field = { name: string; type: string; note: string | null; args: Operation["details"] };

function fieldsOf(tokens: readonly string[], isEnum: boolean): Field[] {
  const fields: Field[] = [];
  let note: string | null = null;
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at] ?? "";
    if (token.startsWith('"')) {
      note = unquoted(token);
      at++;
      continue;
    }
    if (!/^[A-Za-z_]/.test(token)) {
      at++;
      continue;
    }
    if (isEnum) {
      fields.push({ name: token, type: "value", note, args: [] });
      at++;
    } else {
      let args: Field["args"] = [];
      at++;
      if (tokens[at] === "(") {
        const end = tokens.indexOf(")", at);
        args = fieldsOf(tokens.slice(at + 1, end < 0 ? undefined : end), false).map(({ args: _, ...field }) => field);
        at = end < 0 ? tokens.length : end + 1;
      }
      let type = "";
      if (tokens[at] === ":") {
        at++;
        while (at < tokens.length && tokens[at] === "[") type += tokens[at++];
        type += tokens[at++] ?? "";
        while (at < tokens.length && ["]", "!"].includes(tokens[at] ?? "")) type += tokens[at++];
        if (tokens[at] === "=") at += 2;
      }
      fields.push({ name: token, type: type || "?", note, args });
    }
    note = null;
    // A directive, with what it is given.
    while (tokens[at] === "@") {
      at += 2;
      if (tokens[at] === "(") at = Math.max(at + 1, tokens.indexOf(")", at) + 1);
    }
  }
  return fields.slice(0, DETAILS_MAX);
}

const unquoted = (token: string) => text(token.replace(/^"+|"+$/g, ""));
