export type Plain = string | number | readonly Plain[] | { readonly [key: string]: Plain };

/** Block style; every text is a JSON string, which YAML reads as it is. `value` is a list or a map. */
export function yaml(value: Exclude<Plain, string | number>, indent = 0): string[] {
  const space = " ".repeat(indent);
  if (isList(value)) {
    return value.flatMap((item) => {
      if (isScalar(item)) return [`${space}- ${JSON.stringify(item)}`];
      const [first = "", ...more] = yaml(item, indent + 2);
      return [`${space}- ${first.trimStart()}`, ...more];
    });
  }
  return Object.entries(value).flatMap(([key, item]) =>
    isScalar(item)
      ? [`${space}${keyText(key)}: ${JSON.stringify(item)}`]
      : [`${space}${keyText(key)}:`, ...yaml(item, indent + 2)],
  );
}
const isScalar = (value: Plain): value is string | number => typeof value === "string" || typeof value === "number";
const isList = (value: Exclude<Plain, string | number>): value is readonly Plain[] => Array.isArray(value);
const keyText = (key: string) => (/^[A-Za-z]\w*$/.test(key) ? key : JSON.stringify(key));
