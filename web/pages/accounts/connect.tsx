import { useMutation, useQuery } from "@tanstack/react-query";
import { FlaskConical, KeyRound, ShieldCheck, Signature } from "lucide-react";
import { type ReactNode, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { FormError } from "../identity/auth-page.tsx";
import { ConnectKeys } from "./connect-keys.tsx";
import { FinishRole, PrepareRole, type Trust } from "./connect-role.tsx";

type Way = Trust | "keys" | null;
type ConnectProps = { pendingRoleId?: string; onConnected: () => void };

/** The ways in, the safest first; connecting starts the first discovery. */
export function Connect({ pendingRoleId, onConnected }: ConnectProps) {
  const [way, setWay] = useState<Way>(null);
  const [preparedRoleId, setPreparedRoleId] = useState<string | null>(null);
  const [hasLeftPending, setHasLeftPending] = useState(false);
  const roleId = preparedRoleId ?? (hasLeftPending ? undefined : pendingRoleId);
  const leaveRole = () => {
    setPreparedRoleId(null);
    setHasLeftPending(true);
    setWay(null);
  };
  if (roleId) return <FinishRole id={roleId} onConnected={onConnected} onBack={leaveRole} />;
  if (way === "keys") return <ConnectKeys onConnected={onConnected} onBack={() => setWay(null)} />;
  if (way) return <PrepareRole trust={way} onPrepared={setPreparedRoleId} onBack={() => setWay(null)} />;
  return <Ways choose={setWay} onConnected={onConnected} />;
}

function Ways({ choose, onConnected }: { choose: (way: Way) => void; onConnected: () => void }) {
  const trpc = useTRPC();
  const reason = whyNot(useOrganization(), "maintainer");
  const accounts = useQuery(trpc.inventory.accounts.list.queryOptions());
  const sample = useMutation(trpc.inventory.accounts.connectSample.mutationOptions({ onSuccess: onConnected }));
  const hasSample = accounts.data?.items.some(({ kind }) => kind === "sample") ?? false;
  const noPrincipal =
    accounts.data?.canAssumeRoles === false
      ? "This installation has no AWS identity that a role could trust. Its operator can set CONNECTOR_ACCESS_KEY_ID."
      : null;
  const isSigning = accounts.data?.webIdentityProblem === null;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {sample.error && <FormError>{explain(sample.error).sentence}</FormError>}
      <WayCard icon={<FlaskConical className="size-5" aria-hidden="true" />} title="Sample account">
        <p>
          A fictional online shop with more than 500 resources. Discovered, priced and judged by the same code as a real
          account.
        </p>
        <Button
          look="primary"
          busy={sample.isPending}
          unavailable={reason ?? (hasSample ? "The sample account is already connected." : null)}
          onClick={() => sample.mutate()}
        >
          Connect the sample account
        </Button>
      </WayCard>
      {isSigning && (
        <WayCard
          icon={<Signature className="size-5" aria-hidden="true" />}
          title="Signed identity (OIDC)"
          hint="Recommended"
        >
          <p>
            You create an identity provider and a read-only role from a template. We prove who we are by a signature
            that AWS checks; there is no key and no secret, on your side or ours.
          </p>
          <Button unavailable={reason} onClick={() => choose("web-identity")}>
            Connect by signed identity
          </Button>
        </WayCard>
      )}
      <WayCard
        icon={<ShieldCheck className="size-5" aria-hidden="true" />}
        title="Read-only role"
        hint={isSigning ? undefined : "Recommended"}
      >
        <p>
          You create a role from a template; it trusts us only together with a secret id made for you. No key is stored.
        </p>
        {noPrincipal && <p className="text-xs text-fg-3">{noPrincipal}</p>}
        <Button unavailable={reason ?? noPrincipal} onClick={() => choose("external-id")}>
          Connect by role
        </Button>
      </WayCard>
      <WayCard icon={<KeyRound className="size-5" aria-hidden="true" />} title="Access keys" hint="Last resort">
        <p>
          Keys of an IAM user with our read-only policy, which stay good until you delete them. They are encrypted
          before they are stored and never shown again.
        </p>
        <Button unavailable={reason} onClick={() => choose("keys")}>
          Connect by keys
        </Button>
      </WayCard>
      {accounts.data?.webIdentityProblem && (
        <p className="text-xs text-fg-3">
          Connecting without any secret (OIDC) is hidden here: {accounts.data.webIdentityProblem}
        </p>
      )}
    </div>
  );
}

function WayCard({
  icon,
  title,
  hint,
  children,
}: {
  icon: ReactNode;
  title: string;
  hint?: string;
  children: ReactNode;
}) {
  return (
    <section className="flex items-start gap-4 rounded-md border border-line p-4">
      <span className="grid size-10 shrink-0 place-items-center rounded-md bg-accent-soft text-accent-fg">{icon}</span>
      <div className="min-w-0 flex-1">
        <h3 className="text-base font-semibold">
          {title} {hint && <span className="ml-1 text-xs font-normal text-fg-3">{hint}</span>}
        </h3>
        <div className="mt-1 grid justify-items-start gap-3 text-sm text-fg-2">{children}</div>
      </div>
    </section>
  );
}
