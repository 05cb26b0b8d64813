import type { Tone } from "../../ui/status.tsx";

export const RUN_STATES: Record<"queued" | "running" | "done" | "failed", { word: string; tone: Tone }> = {
  queued: { word: "Waiting", tone: "idle" },
  running: { word: "Running", tone: "info" },
  done: { word: "Done", tone: "ok" },
  failed: { word: "Failed", tone: "bad" },
};
export const STEP_STATES: Record<
  "waiting" | "done" | "skipped" | "failed" | "unsupported",
  { word: string; tone: Tone }
> = {
  waiting: { word: "Not run", tone: "idle" },
  done: { word: "Done", tone: "ok" },
  skipped: { word: "Skipped", tone: "idle" },
  failed: { word: "Failed", tone: "bad" },
  unsupported: { word: "Cannot be done here", tone: "warn" },
};
