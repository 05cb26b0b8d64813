import { useState } from "react";
import type { Outputs } from "../../api.ts";
import { Snippet } from "../../ui/copy.tsx";
import { Segmented } from "../../ui/segmented.tsx";

type Fix = NonNullable<Outputs["findings"]["get"]["fix"]>;
type Way = "cli" | "terraform" | "cloudFormation";

/** What to do, and the text that does it, with the resource's own values. It is for people to run: we never write. */
export function FixPart({ fix }: { fix: Fix }) {
  const ways = [
    ...(fix.command ? [{ value: "cli" as const, label: "AWS CLI", text: fix.command.text }] : []),
    ...(fix.terraform ? [{ value: "terraform" as const, label: "Terraform", text: fix.terraform }] : []),
    ...(fix.cloudFormation
      ? [{ value: "cloudFormation" as const, label: "CloudFormation", text: fix.cloudFormation }]
      : []),
  ];
  const [chosen, setChosen] = useState<Way>("cli");
  const way = ways.find(({ value }) => value === chosen) ?? ways[0];
  const open = way?.value === "cli" ? (fix.command?.toReplace ?? []) : capitalsIn(way?.text ?? "");
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <p className="text-base text-fg-2">{fix.remedy}</p>
      {way && ways.length > 1 && (
        <div>
          <Segmented label="Way to fix it" options={ways} value={way.value} onChange={setChosen} />
        </div>
      )}
      {way && <Snippet text={way.text} label={way.label} />}
      {open.length > 0 && (
        <p className="text-xs text-fg-3">
          Put your own value for <span className="font-mono text-fg-2">{open.join(", ")}</span>.
        </p>
      )}
      {fix.refused && <p className="text-sm text-fg-2">There is no command to copy. {fix.refused}</p>}
      {!way && !fix.refused && (
        <p className="text-xs text-fg-3">There is no command for it: it needs a decision, or a new resource.</p>
      )}
    </div>
  );
}

/** Words such as LOG_BUCKET, which a patch leaves for the reader. */
const capitalsIn = (text: string) => [...new Set(text.match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? [])];
