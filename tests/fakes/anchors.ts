import type { Anchor, Anchors, Written } from "../../src/ports/anchors.ts";

/** In memory, as the hub's own storage and the Worker's log keep them. */
export function memoryAnchors(): Anchors & { written(organizationId: string): Written[] } {
  const witnessed = new Map<string, Written[]>();
  const kept = new Map<string, Map<number, Anchor>>();
  return {
    async keep(organizationId, anchor) {
      const mine = kept.get(organizationId) ?? new Map<number, Anchor>();
      if (!mine.has(anchor.seq)) mine.set(anchor.seq, anchor);
      kept.set(organizationId, mine);
    },
    async witness(organizationId, written) {
      witnessed.set(organizationId, [...(witnessed.get(organizationId) ?? []), ...written]);
    },
    written: (organizationId) => witnessed.get(organizationId) ?? [],
    async newest(organizationId, limit) {
      return [...(kept.get(organizationId)?.values() ?? [])].sort((a, b) => b.seq - a.seq).slice(0, limit);
    },
  };
}
