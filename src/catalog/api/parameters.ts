import type { Context } from "hono";
import { InputError } from "./errors.ts";

/** What a parameter holds: texts, any number of times; one text; one whole number from 0; one of these words. */
type Form = "texts" | "text" | "whole" | readonly string[];

/**
 * The values of a call's parameters, by name, after the checks that Backstage's server makes by its OpenAPI document
 * before its own code: with its words (express-openapi-validator 5, asked over HTTP). `filter[]=` and `filter[0]=` are
 * `filter=`, as Express reads them.
 */
export function parameters<Name extends string>(
  c: Pick<Context, "req">,
  forms: Readonly<Record<Name, Form>>,
): Readonly<Record<Name, string[]>> {
  const found = new Map<string, string[]>();
  for (const [written, value] of new URL(c.req.url).searchParams) {
    const name = written.replace(/\[\d*\]$/, "");
    if (!Object.hasOwn(forms, name)) throw new InputError(`Unknown query parameter '${name.slice(0, 100)}'`);
    if (value === "") throw new InputError(`Empty value found for query parameter '${name}'`);
    found.set(name, [...(found.get(name) ?? []), value]);
  }
  const values = {} as Record<Name, string[]>;
  for (const name of Object.keys(forms) as Name[]) {
    values[name] = found.get(name) ?? [];
    check(name, values[name], forms[name]);
  }
  return values;
}

function check(name: string, values: readonly string[], form: Form) {
  const refuse = (why: string) => new InputError(`request/query/${name} ${why}`);
  const [value] = values;
  if (value === undefined || form === "texts") return;
  if (form === "whole") {
    if (values.length > 1 || !/^-?\d+$/.test(value)) throw refuse("must be integer");
    if (value.startsWith("-")) throw refuse("must be >= 0");
  } else if (values.length > 1) throw refuse("must be string");
  else if (form !== "text" && !form.includes(value))
    throw refuse(`must be equal to one of the allowed values: ${form.join(", ")}`);
}

/** A parameter of form "whole" that has been checked. Ours is bounded; Backstage's is not. */
export const whole = ([value]: readonly string[], max: number) =>
  value === undefined ? undefined : Math.min(Number(value), max);
