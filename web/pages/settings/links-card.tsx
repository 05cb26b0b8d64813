import { useMutation } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { account, explain, type Outputs, queryClient } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { Time } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { FormError } from "../identity/auth-page.tsx";
import { useOptions } from "../identity/mail-note.tsx";
import { PROBLEMS, PROVIDER_NAMES } from "../identity/providers.tsx";
import { Prove } from "./prove.tsx";

type Mine = Outputs["identity"]["account"];
type Provider = Mine["links"][number]["provider"];

/** Other ways to sign in; nothing where this installation has none. */
export function LinksCard({ links, hasPassword, secondFactor }: Pick<Mine, "links" | "hasPassword" | "secondFactor">) {
  const options = useOptions();
  const { problem } = useSearch({ from: "/$org/settings/security" });
  const [linking, setLinking] = useState<Provider | null>(null);
  const start = useMutation(
    account.identity.oauth.link.mutationOptions({ onSuccess: ({ url }) => location.assign(url) }),
  );
  const unlink = useMutation(
    account.identity.oauth.unlink.mutationOptions({
      onSuccess: async (_, { provider }) => {
        await queryClient.invalidateQueries(account.identity.account.queryFilter());
        sayDone(`${PROVIDER_NAMES[provider]} does not sign you in any more.`);
      },
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  const shown = [...new Set([...(options?.providers ?? []), ...links.map(({ provider }) => provider)])];
  if (shown.length === 0) return null;
  const needsProof = hasPassword || secondFactor !== null;
  const begin = (provider: Provider, proof: string) => start.mutate({ provider, next: location.pathname, proof });
  return (
    <Card label="Other ways to sign in">
      <CardHead title="Other ways to sign in" sub="An account elsewhere that opens this one." />
      {problem && PROBLEMS[problem] && (
        <div className="px-(--pad-card) pb-3">
          <FormError>{PROBLEMS[problem]}</FormError>
        </div>
      )}
      <ul>
        {shown.map((provider) => {
          const mine = links.find((each) => each.provider === provider);
          return (
            <li
              key={provider}
              className="flex flex-wrap items-center justify-between gap-3 border-t border-line px-(--pad-card) py-3"
            >
              <div className="min-w-0">
                <p className="text-sm font-medium">{PROVIDER_NAMES[provider]}</p>
                <p className="truncate text-xs text-fg-3">
                  {mine ? (
                    <>
                      {mine.label} · linked <Time at={mine.createdAt} />
                    </>
                  ) : (
                    "Not linked"
                  )}
                </p>
              </div>
              {mine ? (
                <Button
                  size="sm"
                  busy={unlink.isPending}
                  unavailable={hasPassword || links.length > 1 ? null : "This is your only way to sign in."}
                  onClick={() => unlink.mutate({ provider })}
                >
                  Unlink
                </Button>
              ) : (
                <Button
                  size="sm"
                  busy={start.isPending && start.variables.provider === provider}
                  onClick={() => (needsProof ? setLinking(provider) : begin(provider, ""))}
                >
                  Link
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      {linking && (
        <Prove
          title={`Link ${PROVIDER_NAMES[linking]}`}
          text={`Whoever has that account can open this one from then on. First, is it you?`}
          label={secondFactor ? "Password or code" : "Password"}
          verb={`Go to ${PROVIDER_NAMES[linking]}`}
          isBusy={start.isPending}
          problem={start.error ? explain(start.error).sentence : undefined}
          onProve={(proof) => begin(linking, proof)}
          onClose={() => setLinking(null)}
        />
      )}
    </Card>
  );
}
