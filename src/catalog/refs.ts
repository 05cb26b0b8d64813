import * as z from "zod";
export type EntityRef = { kind: string; namespace: string; name: string };
export const DEFAULT_NAMESPACE = "default";

/** What a reference may leave out. */
type Defaults = { defaultKind?: string; defaultNamespace?: string };

/**
 * `[<kind>:][<namespace>/]<name>`, with Backstage's rules and its words when it is refused.
 * The first colon ends the kind and the first slash the namespace; a slash before the colon means that there is no kind.
 */
export function parseEntityRef(ref: string, { defaultKind, defaultNamespace }: Defaults = {}): EntityRef {
  if (!ref) throw new TypeError("Entity reference must not be empty");
  const slash = ref.indexOf("/");
  const colon = slash !== -1 && slash < ref.indexOf(":") ? -1 : ref.indexOf(":");
  const kind = colon === -1 ? undefined : ref.slice(0, colon);
  const namespace = slash === -1 ? undefined : ref.slice(colon + 1, slash);
  const name = ref.slice(Math.max(colon, slash) + 1);
  if (kind === "" || namespace === "" || name === "")
    throw new TypeError(`Entity reference "${ref}" was not on the form [<kind>:][<namespace>/]<name>`);
  const known = kind ?? defaultKind;
  if (!known)
    throw new TypeError(
      `Entity reference "${ref}" had missing or empty kind (e.g. did not start with "component:" or similar)`,
    );
  return { kind: known, namespace: namespace ?? (defaultNamespace || DEFAULT_NAMESPACE), name };
}

/** The one form in which references are compared: all lower case, in the locale that Backstage uses. */
export const canonicalRef = ({ kind, namespace, name }: EntityRef) =>
  `${kind.toLocaleLowerCase("en-US")}:${namespace.toLocaleLowerCase("en-US")}/${name.toLocaleLowerCase("en-US")}`;

/** `<type>:<target>`, split at the first colon. */
export function parseLocationRef(ref: string): { type: string; target: string } {
  const colon = ref.indexOf(":");
  const [type, target] = [ref.slice(0, Math.max(colon, 0)).trim(), ref.slice(colon + 1).trim()];
  if (colon === -1 || !type || !target)
    throw new TypeError(
      `Unable to parse location ref '${ref}', expected '<type>:<target>', e.g. 'url:https://host/path'`,
    );
  if (type === "http" || type === "https")
    throw new TypeError(`Invalid location ref '${ref}', please prefix it with 'url:', e.g. 'url:${ref}'`);
  return { type, target };
}

/** A reference in an input; it comes out canonical. */
export const EntityRefInput = z
  .string()
  .min(1)
  .max(300)
  .transform((ref, { issues }) => {
    try {
      return canonicalRef(parseEntityRef(ref));
    } catch (error) {
      issues.push({ code: "custom", input: ref, message: error instanceof Error ? error.message : "is no reference" });
      return z.NEVER;
    }
  });
