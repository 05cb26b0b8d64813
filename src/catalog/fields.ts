/** Formats of Backstage's catalogue (catalog-model 1.10): names follow Kubernetes, and each is 1 to 63 characters. */
const PART_MAX = 63;
const SUBDOMAIN_MAX = 253;

const matches = (value: unknown, pattern: RegExp, max = PART_MAX): value is string =>
  typeof value === "string" && value.length >= 1 && value.length <= max && pattern.test(value);

const isDnsLabel = (value: unknown) => matches(value, /^[a-z0-9]+(?:-+[a-z0-9]+)*$/);
const isDnsSubdomain = (value: string) =>
  value.length >= 1 && value.length <= SUBDOMAIN_MAX && value.split(".").every(isDnsLabel);
const isObjectName = (value: unknown) => matches(value, /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/);

/** `[<dns subdomain>/]<suffix>` */
function isPrefixed(value: unknown, isSuffix: (suffix: string) => boolean): boolean {
  if (typeof value !== "string") return false;
  const parts = value.split("/");
  if (parts.length === 1) return isSuffix(value);
  const [prefix = "", suffix = ""] = parts;
  return parts.length === 2 && isDnsSubdomain(prefix) && isSuffix(suffix);
}

const NAME = "a string that is sequences of [a-zA-Z0-9] separated by any of [-_.], at most 63 characters in total";
const PREFIXED = "a valid prefix and/or suffix";

/** Each format: its test, and what it expects, in Backstage's words (null: it says none). */
export const FORMATS = {
  apiVersion: { test: (v: unknown) => isPrefixed(v, (s) => matches(s, /^[a-z0-9A-Z]+$/)), expected: PREFIXED },
  kind: {
    test: (v: unknown) => matches(v, /^[a-zA-Z][a-z0-9A-Z]*$/),
    expected: "a string that is a sequence of [a-zA-Z][a-z0-9A-Z], at most 63 characters in total",
  },
  name: { test: (v: unknown) => isObjectName(v), expected: NAME },
  namespace: {
    test: (v: unknown) => isDnsLabel(v),
    expected: "a string that is sequences of [a-z0-9] separated by [-], at most 63 characters in total",
  },
  labelKey: { test: (v: unknown) => isPrefixed(v, isObjectName), expected: PREFIXED },
  labelValue: { test: (v: unknown) => v === "" || isObjectName(v), expected: NAME },
  annotationKey: { test: (v: unknown) => isPrefixed(v, isObjectName), expected: PREFIXED },
  annotationValue: { test: (v: unknown) => typeof v === "string", expected: "a string" },
  tag: {
    test: (v: unknown) => matches(v, /^[a-z0-9:+#]+(-[a-z0-9:+#]+)*$/),
    expected: "a string that is sequences of [a-z0-9+#] separated by [-], at most 63 characters in total",
  },
  url: { test: (v: unknown) => typeof v === "string" && URL.canParse(v), expected: "a string that is a valid url" },
  text: { test: (v: unknown) => typeof v === "string" && v.length >= 1, expected: null },
} as const;
export type Format = keyof typeof FORMATS;
