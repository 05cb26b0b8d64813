import { type ReadScorecard, readScorecard, type Scorecard } from "./definition.ts";

/** Scorecards that everybody has. Who wants other words copies one. */
const OWNERSHIP = `title: Ownership
description: Somebody answers for it, and can be called.
appliesTo:
  kind: { $in: [Component, API, Resource, System, Domain] }
levels: [Named, Owned, Reachable]
rules:
  - id: owner-named
    title: Names an owner
    level: Named
    when: { spec.owner: { $exists: true } }
    remedy: Set spec.owner in its catalog file.
  - id: described
    title: Says what it is
    level: Named
    when: { metadata.description: { $exists: true } }
    remedy: Write one sentence into metadata.description.
  - id: owner-known
    title: Its owner is in the catalog
    level: Owned
    when: { owner.kind: { $exists: true } }
    remedy: Import the team, or name one that is there.
  - id: owner-team
    title: Its owner is a team, not a person
    level: Owned
    when: { owner.kind: Group }
    remedy: People leave and teams stay. Name a group as its owner.
  - id: on-call
    title: Says who is on call
    level: Reachable
    when:
      $any:
        - kind: { $in: [API, Resource, System, Domain] }
        - metadata.annotations.devcontrol.io/on-call: { $exists: true }
        - metadata.annotations.pagerduty.com/service-id: { $exists: true }
        - metadata.annotations.opsgenie.com/component-selector: { $exists: true }
        - metadata.annotations.opsgenie.com/team: { $exists: true }
    remedy: Set the annotation of your on-call tool, or devcontrol.io/on-call.
`;
const READINESS = `title: Production readiness
description: What a service has before people depend on it.
appliesTo:
  kind: Component
  spec.lifecycle: production
levels: [Bronze, Silver, Gold]
rules:
  - id: owner
    title: Its owner is in the catalog
    level: Bronze
    when: { owner.kind: { $exists: true } }
    remedy: Import the team, or name one that is there.
  - id: repository
    title: Says where its source is
    level: Bronze
    when:
      $any:
        - metadata.annotations.github.com/project-slug: { $exists: true }
        - metadata.annotations.backstage.io/source-location: { $exists: true }
    remedy: Set the annotation github.com/project-slug.
  - id: system
    title: Is part of a system
    level: Bronze
    when: { relations: { $contains: { type: partOf } } }
    remedy: Set spec.system.
  - id: on-call
    title: Says who is on call
    level: Silver
    when:
      $any:
        - metadata.annotations.devcontrol.io/on-call: { $exists: true }
        - metadata.annotations.pagerduty.com/service-id: { $exists: true }
        - metadata.annotations.opsgenie.com/component-selector: { $exists: true }
        - metadata.annotations.opsgenie.com/team: { $exists: true }
    remedy: Set the annotation of your on-call tool, or devcontrol.io/on-call.
  - id: no-critical
    title: No critical finding is open
    level: Silver
    when: { findings.critical: 0 }
    remedy: Mend the critical findings of its AWS resources.
  - id: dependencies
    title: Declares what it needs
    level: Silver
    when: { facts.dependencies: { $gte: 1 } }
    remedy: List spec.dependsOn and spec.consumesApis, so that a failure can be followed.
  - id: no-high
    title: No high finding is open
    level: Gold
    when: { findings.high: 0 }
    remedy: Mend the high findings of its AWS resources.
  - id: docs
    title: Has documentation
    level: Gold
    when: { metadata.annotations.backstage.io/techdocs-ref: { $exists: true } }
    remedy: Set backstage.io/techdocs-ref to where its documentation is.
`;
const SECURITY = `title: Cloud security
description: How clean the AWS resources of a service are.
appliesTo:
  kind: { $in: [Component, Resource] }
  facts.resources: { $gte: 1 }
levels: [No critical, No high, No medium]
rules:
  - id: no-critical
    title: No critical finding is open
    level: No critical
    when: { findings.critical: 0 }
    remedy: Mend these first.
  - id: no-high
    title: No high finding is open
    level: No high
    when: { findings.high: 0 }
  - id: no-medium
    title: No medium finding is open
    level: No medium
    when: { findings.medium: 0 }
`;

export const DEFAULTS: ReadonlyMap<string, string> = new Map([
  ["ownership", OWNERSHIP],
  ["production-readiness", READINESS],
  ["cloud-security", SECURITY],
]);

export type Known = {
  slug: string;
  definition: string;
  scorecard: Scorecard;
  isBuiltIn: boolean;
  changedAt: Date | null;
};

/** The built-in ones and the organisation's own; one that this version cannot read any more is left out. */
export function knownScorecards(rows: readonly { slug: string; definition: string; changedAt: Date }[]): Known[] {
  const builtIn = [...DEFAULTS].map(([slug, definition]) => ({ slug, definition, isBuiltIn: true, changedAt: null }));
  const own = rows.map((row) => ({ ...row, isBuiltIn: false }));
  return [...builtIn, ...own].flatMap((each) => {
    const { scorecard }: ReadScorecard = readScorecard(each.definition);
    return scorecard ? [{ ...each, scorecard }] : [];
  });
}
