import type { Outputs } from "../../api.ts";
import { Status, type Tone } from "../../ui/status.tsx";

export type Account = Outputs["inventory"]["accounts"]["list"]["items"][number];

const STATUS: Record<Account["status"], { word: string; tone: Tone }> = {
  new: { word: "Not tested yet", tone: "idle" },
  connected: { word: "Connected", tone: "ok" },
  failing: { word: "Failing", tone: "bad" },
};

export function AccountStatus({ account: { status } }: { account: Pick<Account, "status"> }) {
  const { word, tone } = STATUS[status];
  return <Status tone={tone}>{word}</Status>;
}
