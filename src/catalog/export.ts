import { stringify } from "yaml";
import { DEFAULT_NAMESPACE } from "./refs.ts";
import type { Entity } from "./validate.ts";

/** One document per entity, as people write them: the namespace only where it is not the usual one. */
export const toYaml = (entities: readonly Entity[]): string =>
  entities
    .map((entity) => stringify(inUsualOrder(entity), { lineWidth: 120, aliasDuplicateObjects: false }))
    .join("---\n");

function inUsualOrder({ apiVersion, kind, metadata, spec }: Entity) {
  const { name, namespace, ...rest } = metadata;
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace !== DEFAULT_NAMESPACE && { namespace }), ...rest },
    ...(spec && { spec }),
  };
}
