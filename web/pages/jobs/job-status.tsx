import type { Outputs } from "../../api.ts";
import { Status, type Tone } from "../../ui/status.tsx";

export type Job = Outputs["operations"]["jobs"]["list"]["items"][number];

export const JOB_STATE: Record<Job["state"], { word: string; tone: Tone }> = {
  queued: { word: "Waiting", tone: "idle" },
  running: { word: "Running", tone: "info" },
  done: { word: "Done", tone: "ok" },
  failed: { word: "Failed", tone: "bad" },
  superseded: { word: "Superseded", tone: "idle" },
};

export function JobStatus({ state }: { state: Job["state"] }) {
  const { word, tone } = JOB_STATE[state];
  return (
    <Status tone={tone} isRunning={state === "running"}>
      {word}
    </Status>
  );
}
