import { parseAst } from "vite";

/** One small defect that the source could have: `from` became `to`. */
export type Mutant = { id: number; file: string; line: number; from: string; to: string };
type Node = { type: string; start: number; end: number } & Record<string, unknown>;

/** Comparisons: the neighbour at the boundary, then the opposite. */
const OPERATORS: Record<string, readonly string[]> = {
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "===": ["!=="],
  "!==": ["==="],
  "==": ["!="],
  "!=": ["=="],
};
const METHODS: Record<string, string> = {
  some: "every",
  every: "some",
  startsWith: "endsWith",
  endsWith: "startsWith",
};
/** Their arguments are sentences and evidence: they do not decide. */
const SENTENCES = ["pass", "fail", "notApplicable", "unknown"];

/**
 * The source with every mutant in it, asleep: `isMutant(id) ? mutant : original`, so that one import serves them all.
 * Only what runs inside functions can be switched; sentences, types and the rule's examples are left alone.
 */
export function mutate(source: string, file: string, firstId: number): { text: string; mutants: Mutant[] } {
  const mutants: Mutant[] = [];
  const textOf = ({ start, end }: Node) => source.slice(start, end);

  function write(node: Node, isInside: boolean, isTested = false): string {
    let text = "";
    let at = node.start;
    const inside = isInside || /Function/.test(node.type);
    for (const child of childrenOf(node)) {
      text += source.slice(at, child.start) + write(child, inside, node.type === "IfStatement" && child === node.test);
      at = child.end;
    }
    text += source.slice(at, node.end);
    if (!isInside) return text;
    const line = source.slice(0, node.start).split("\n").length;
    const variants = [...variantsOf(node, textOf), ...(isTested ? ["true", "false"] : [])];
    const switches = variants.map((to) => {
      const mutant = { id: firstId + mutants.length, file, line, from: textOf(node), to };
      mutants.push(mutant);
      return `isMutant(${mutant.id}) ? (${to}) : `;
    });
    return switches.length > 0 ? `(${switches.join("")}(${text}))` : text;
  }

  const program = asNode(parseAst(source, { lang: "ts" }));
  if (!program) throw new Error(`${file} cannot be parsed`);
  const text = source.slice(0, program.start) + write(program, false) + source.slice(program.end);
  return { text, mutants };
}

function variantsOf(node: Node, textOf: (node: Node) => string): string[] {
  const [left, right, test, callee] = [node.left, node.right, node.test, node.callee].map(asNode);
  if (node.type === "BinaryExpression" && left && right) {
    const operators = OPERATORS[String(node.operator)] ?? [];
    const changed = operators.map((operator) => `(${textOf(left)}) ${operator} (${textOf(right)})`);
    if (operators.length > 0 && isNumber(right, textOf))
      changed.push(`(${textOf(left)}) ${node.operator} (${textOf(right)}) + 1`);
    return changed;
  }
  if (node.type === "LogicalExpression" && left && right) {
    const sides = [textOf(left), textOf(right)];
    if (node.operator === "??") return sides;
    return [`(${sides[0]}) ${node.operator === "&&" ? "||" : "&&"} (${sides[1]})`, ...sides];
  }
  if (node.type === "ConditionalExpression" && test)
    return ["true", "false"].map((value) => value + textOf(node).slice(test.end - node.start));
  if (node.type === "UnaryExpression" && node.operator === "!") return [textOf(node).slice(1)];
  if (node.type === "Literal" && typeof node.value === "boolean") return [String(!node.value)];
  if (node.type === "CallExpression" && callee?.type === "MemberExpression") {
    const [object, property] = [asNode(callee.object), asNode(callee.property)];
    if (!object || !property || callee.optional === true) return [];
    const other = METHODS[textOf(property)];
    const rest = textOf(node).slice(property.end - node.start);
    if (other) return [`${textOf(object)}.${other}${rest}`];
    if (textOf(property) === "filter") return [textOf(object)];
  }
  return [];
}

/** A written number or a constant, which a comparison has as its threshold. */
const isNumber = (node: Node, textOf: (node: Node) => string) =>
  typeof node.value === "number" || /^[A-Z][A-Z_]+$/.test(textOf(node));

/** Expressions and statements below the node, in the order of the text. */
function childrenOf(node: Node): Node[] {
  const callee = asNode(node.callee);
  if (node.type === "CallExpression" && SENTENCES.includes(String(callee?.name))) return [];
  // Text that is written into a sentence.
  if (node.type === "TemplateLiteral") return [];
  const isPlainKey = node.type === "Property" && node.computed !== true;
  if (isPlainKey && asNode(node.key)?.name === "examples") return [];
  return Object.entries(node)
    .filter(
      ([name]) =>
        !(isPlainKey && name === "key") && !/^(?:typeAnnotation|typeArguments|returnType|typeParameters)$/.test(name),
    )
    .filter(([name]) => !(node.type === "Property" && node.shorthand === true && name === "key"))
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .flatMap((value) => asNode(value) ?? [])
    .filter(({ type }) => !/^TS(?!AsExpression|NonNull|Satisfies)|^Import|^Export(?:All)/.test(type))
    .sort((a, b) => a.start - b.start);
}

function asNode(value: unknown): Node | undefined {
  const isNode = typeof value === "object" && value !== null && "type" in value && "start" in value && "end" in value;
  return isNode ? (value as Node) : undefined;
}
