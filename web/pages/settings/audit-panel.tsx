import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { formatAbsolute } from "../../ui/format.ts";
import type { AuditEvent } from "./audit.tsx";
import { changesOf, detailsOf, toText } from "./changes.ts";

type AuditPanelProps = { event: AuditEvent; onClose: () => void; onTarget: (targetId: string) => void };

export function AuditPanel({ event, onClose, onTarget }: AuditPanelProps) {
  const { action, actorName, actorKind, targetType, targetId, at, requestId, ip, userAgent, data } = event;
  const changes = changesOf(data);
  const facts: [string, string | null][] = [
    ["When", formatAbsolute(new Date(at))],
    ["Who", `${actorName} (${actorKind})`],
    ["To what", targetType],
    ["Id", targetId],
    ["From", ip],
    ["With", userAgent],
    ["Request", requestId],
    ...detailsOf(data).map(([name, value]): [string, string] => [name, toText(value)]),
  ];
  return (
    <Dialog isOpen onClose={onClose} title={action} place="right" width="max-w-[480px]">
      <dl className="grid grid-cols-[110px_minmax(0,1fr)] gap-y-2 text-sm">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-fg-3">{name}</dt>
            <dd className="flex items-start gap-1 break-all">
              {value ?? "–"}
              {name === "Request" && value && <CopyButton text={value} label="Copy the request id" />}
            </dd>
          </div>
        ))}
      </dl>
      {targetId && (
        <Button size="sm" className="mt-4" onClick={() => onTarget(targetId)}>
          All that was done to it
        </Button>
      )}
      {changes.length > 0 && (
        <table className="mt-5 w-full table-fixed text-sm">
          <caption className="mb-2 text-left text-base font-semibold">What changed</caption>
          <thead className="text-xs text-fg-3">
            <tr>
              <th scope="col" className="w-1/4 text-left font-medium">
                Field
              </th>
              <th scope="col" className="text-left font-medium">
                Before
              </th>
              <th scope="col" className="text-left font-medium">
                After
              </th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ field, before, after }) => (
              <tr key={field} className="border-t border-line align-top">
                <th scope="row" className="py-2 pr-2 text-left font-medium break-words">
                  {field}
                </th>
                <td className="py-2 pr-2 break-words text-fg-2">{toText(before)}</td>
                <td className="py-2 break-words">{toText(after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  );
}
