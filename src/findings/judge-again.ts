import { canonicalJson } from "../base/canonical.ts";
import { sha256 } from "../base/crypto.ts";
import { RELEASE } from "../base/release.ts";
import type { Discovered } from "../inventory/index.ts";
import { billedMonthly, type Chosen, type JudgeContext, type Judged, judge, judgeAll, ruleById } from "./judge.ts";
import type { Verdict } from "./rule.ts";

/** What decided the last verdicts on a resource: a judgement that would come out the same need not be made. */
export type Judgement = {
  /** All that a rule can see but the clock. */
  fingerprint: string;
  /** Of the rules that looked at the clock: what they said. */
  timed: Readonly<Record<string, string>>;
};

/** What every resource of the account is judged by. */
export const commonOf = ({ accountId, settings }: JudgeContext, { off, custom }: Chosen): string =>
  canonicalJson({ RELEASE, accountId, settings, off: [...off].sort(), custom });

/** `hash`: of the resource's configuration, as the inventory keeps it. */
export function fingerprintOf(common: string, hash: string, resource: Discovered, context: JudgeContext) {
  const { metrics, unread } = resource;
  return sha256(`${common} ${hash} ${canonicalJson({ metrics, unread, billed: billedMonthly(resource, context) })}`);
}

/** `verdicts` null: they are those of the last judgement. `evaluated`: how many rules were asked. */
export type Again = { verdicts: Judged[] | null; judgement: Judgement; evaluated: number };

/**
 * The same verdicts as `judgeAll` gives, without asking for those that cannot have changed. A rule is pure: from the same
 * input it looks at the clock again or, having come to its verdict without, never. So with an equal fingerprint only the
 * rules that looked are asked, and all of them again when one says something else, because savings count beside each other.
 */
export function judgeAgain(
  resource: Discovered,
  context: JudgeContext,
  chosen: Chosen,
  fingerprint: string,
  last: Judgement | undefined,
): Again {
  let evaluated = 0;
  const saysTheSame = ([id, before]: [string, string]) => {
    const rule = ruleById(id);
    evaluated++;
    return rule !== undefined && gist(judge(rule, resource, context)) === before;
  };
  if (last?.fingerprint === fingerprint && Object.entries(last.timed).every(saysTheSame))
    return { verdicts: null, judgement: last, evaluated };
  const verdicts = judgeAll(resource, context, chosen);
  const timed = verdicts.filter(({ isTimed }) => isTimed).map(({ rule, verdict }) => [rule.id, gist(verdict)]);
  return {
    verdicts,
    judgement: { fingerprint, timed: Object.fromEntries(timed) },
    evaluated: evaluated + verdicts.length,
  };
}

/** All that a finding keeps of a verdict, but the day of its price. */
function gist({ status, severity, message, saving }: Verdict): string {
  return JSON.stringify([status, severity, message, saving?.monthly.amount, saving?.upTo?.amount, saving?.beside]);
}
