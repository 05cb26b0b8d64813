import { kindOf, type RelationType } from "./kinds.ts";
import { canonicalRef, parseEntityRef } from "./refs.ts";
import type { Path } from "./shape.ts";
import type { Entity, Problem } from "./validate.ts";

/** An edge that the file declares: from the entity to a canonical reference, with the place that says so. */
export type DeclaredRelation = { type: RelationType; targetRef: string; path: Path };

/** What an entity declares. A reference that cannot be read is a problem, in Backstage's words, at its own place. */
export function declaredRelations(entity: Entity): { relations: DeclaredRelation[]; problems: Problem[] } {
  const relations: DeclaredRelation[] = [];
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const { field, type, defaultKind } of kindOf(entity.kind, entity.spec?.type)?.relations ?? []) {
    const value = entity.spec?.[field];
    const targets = Array.isArray(value)
      ? value.map((item, i) => ({ item, path: ["spec", field, i] }))
      : [{ item: value, path: ["spec", field] }];
    for (const { item, path } of targets) {
      if (typeof item !== "string" || item === "") continue;
      try {
        const targetRef = canonicalRef(
          parseEntityRef(item, { ...(defaultKind && { defaultKind }), defaultNamespace: entity.metadata.namespace }),
        );
        if (seen.has(`${type} ${targetRef}`)) continue;
        seen.add(`${type} ${targetRef}`);
        relations.push({ type, targetRef, path });
      } catch (error) {
        problems.push({ path, message: error instanceof Error ? error.message : String(error) });
      }
    }
  }
  return { relations, problems };
}

/** Where an entity says which AWS resource it is. */
export const ARN_ANNOTATION = "aws.amazon.com/arn";
