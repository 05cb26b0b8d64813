import { instanceType, splitType } from "../../../inventory/prices.ts";

/**
 * x86 family → the Graviton family of the same shape: same vCPUs and memory per size, of the same generation or of the
 * first one there was. Source: EC2 instance type names and the vCPU and memory columns of the price list of 2026-07-20.
 */
const EC2 = new Map([
  ...to("t4g", "t2 t3 t3a"),
  ...to("m6g", "m4 m5 m5a m6i m6a"),
  ...to("m6gd", "m5d m5ad m6id"),
  ...to("m7g", "m7i m7a"),
  ...to("m8g", "m8i m8a"),
  ...to("c6g", "c4 c5 c5a c6i c6a"),
  ...to("c6gd", "c5d c5ad c6id"),
  ...to("c7g", "c7i c7a"),
  ...to("c8g", "c8i c8a"),
  ...to("r6g", "r4 r5 r5a r6i r6a"),
  ...to("r6gd", "r5d r5ad r6id"),
  ...to("r7g", "r7i r7a"),
  ...to("r8g", "r8i r8a"),
]);
const RDS = new Map([
  ...to("t4g", "t2 t3"),
  ...to("m6g", "m4 m5 m6i"),
  ...to("m6gd", "m5d m6id"),
  ...to("m7g", "m7i"),
  ...to("r6g", "r4 r5 r6i"),
  ...to("r6gd", "r5d r6id"),
]);

/** m5.large → m6g.large; null when the family has no twin or the twin lacks the size. */
export function gravitonType(type: string): string | null {
  const [family, size] = splitType(type);
  const twin = EC2.get(family) && `${EC2.get(family)}.${size}`;
  return twin && instanceType(twin) ? twin : null;
}

/** db.m5.large → db.m6g.large; whether the engine is offered on it, the price tells. */
export function gravitonClass(instanceClass: string): string | null {
  const [family, size] = splitType(instanceClass.replace(/^db\./, ""));
  const twin = RDS.get(family);
  return twin ? `db.${twin}.${size}` : null;
}

export const isGraviton = (type: string) => /^(?:db\.)?[a-z]+\d+g/.test(type);

function to(family: string, from: string): [string, string][] {
  return from.split(" ").map((each) => [each, family]);
}
