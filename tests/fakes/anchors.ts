import type { Anchor, Anchors } from "../../src/ports/anchors.ts";

/** In memory, as the hub's own storage keeps them. */
export function memoryAnchors(): Anchors {
  const kept = new Map<string, Map<number, Anchor>>();
  return {
    async keep(organizationId, anchor) {
      const mine = kept.get(organizationId) ?? new Map<number, Anchor>();
      if (!mine.has(anchor.seq)) mine.set(anchor.seq, anchor);
      kept.set(organizationId, mine);
    },
    async newest(organizationId, limit) {
      return [...(kept.get(organizationId)?.values() ?? [])].sort((a, b) => b.seq - a.seq).slice(0, limit);
    },
  };
}
