/** What other capabilities know of a team. Absent = they know nothing of it, which is not 0. */
export type TeamFigures = { open?: number; urgent?: number; cost?: string; costKey?: string };

type Group = { key: string; count: number; critical: number; high: number };
type Cost = { team: string; amount: string };

/**
 * Of a team by its reference. Findings name it so; costs name it shortly: "checkout", or "ns/checkout" in a namespace of
 * its own. Where findings are known of anybody, a team that has none has 0.
 */
export function figuresOf(findings: readonly Group[] = [], costs: readonly Cost[] = []): (ref: string) => TeamFigures {
  const groups = new Map(findings.map((group) => [group.key, group]));
  const costsOf = new Map(costs.map(({ team, amount }) => [team, amount]));
  return (ref) => {
    const costKey = ref.replace(/^group:(default\/)?/, "");
    const [group, cost] = [groups.get(ref), costsOf.get(costKey)];
    return {
      ...(findings.length > 0 && { open: group?.count ?? 0, urgent: (group?.critical ?? 0) + (group?.high ?? 0) }),
      ...(cost !== undefined && { cost, costKey }),
    };
  };
}
