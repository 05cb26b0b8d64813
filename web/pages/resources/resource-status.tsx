import { Status, type Tone } from "../../ui/status.tsx";

/** AWS's own words; what is not listed is shown without a judgement. */
const TONES: Record<string, Tone> = {
  running: "ok",
  available: "ok",
  active: "ok",
  "in-use": "ok",
  ACTIVE: "ok",
  stopped: "idle",
  stopping: "idle",
  terminated: "idle",
  pending: "info",
  provisioning: "info",
  creating: "info",
  modifying: "info",
  failed: "bad",
  error: "bad",
  impaired: "warn",
};

export function ResourceStatus({ status }: { status: string | null }) {
  if (status === null) return <span className="text-fg-3">–</span>;
  return <Status tone={TONES[status] ?? "idle"}>{status.toLowerCase()}</Status>;
}
