import type { Outputs } from "../../api.ts";
import { Status, type Tone } from "../../ui/status.tsx";

export type Member = Outputs["inventory"]["members"]["list"]["items"][number];

export const MEMBER_STATUS: Record<Member["status"], { word: string; tone: Tone }> = {
  connected: { word: "Connected", tone: "ok" },
  checking: { word: "Being tried", tone: "info" },
  waiting: { word: "Role not there yet", tone: "warn" },
  failing: { word: "Failing", tone: "bad" },
  "not-connected": { word: "Not connected", tone: "idle" },
  skipped: { word: "Skipped", tone: "idle" },
  left: { word: "Left the organisation", tone: "idle" },
  management: { word: "Management account", tone: "info" },
};

const WHY: Record<Member["state"], string | null> = {
  active: null,
  suspended: "AWS has suspended it, and refuses every call there.",
  "pending-activation": "AWS has not activated it yet.",
  "pending-closure": "It is being closed.",
  closed: "It is closed.",
};

export function MemberStatus({ member: { status } }: { member: Member }) {
  const { word, tone } = MEMBER_STATUS[status];
  return <Status tone={tone}>{word}</Status>;
}

/** Why it is as it is, in a sentence; null where the status says all. */
export const memberNote = ({ status, state, problem }: Member): string | null =>
  status === "skipped" ? WHY[state] : status === "left" ? null : problem;
