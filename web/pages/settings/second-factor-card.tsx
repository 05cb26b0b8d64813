import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { account, explain, type Outputs, queryClient } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { Badge } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { sayDone } from "../../ui/toast.ts";
import { Prove, RecoveryCodes } from "./prove.tsx";

const SetUp = lazy(() => import("./set-up-second-factor.tsx").then(({ SetUp }) => ({ default: SetUp })));

type Mine = Outputs["identity"]["account"];
type Step = "set up" | "turn off" | "renew";
const FEW = 3;

/** A code of one's device, asked for after the password. */
export function SecondFactorCard({ secondFactor, hasPassword }: Pick<Mine, "secondFactor" | "hasPassword">) {
  const [step, setStep] = useState<Step | null>(null);
  const refresh = () => queryClient.invalidateQueries(account.identity.account.queryFilter());
  const close = () => setStep(null);
  const turnOff = useMutation(
    account.identity.secondFactor.turnOff.mutationOptions({
      onSuccess: async () => {
        close();
        await refresh();
        sayDone("The second factor is off. Every other session has ended.");
      },
    }),
  );
  const renew = useMutation(account.identity.secondFactor.renewCodes.mutationOptions({ onSuccess: refresh }));
  return (
    <Card label="Second factor">
      <CardHead title="Second factor" sub="A code from an app on your phone, asked for after the password." />
      <div className="flex flex-wrap items-center justify-between gap-3 px-(--pad-card) pb-(--pad-card)">
        <div className="text-sm">
          {secondFactor ? (
            <>
              <p className="flex items-center gap-2 font-medium">
                <Badge tone="ok">On</Badge>
                {secondFactor.since && (
                  <span>
                    since <Time at={secondFactor.since} />
                  </span>
                )}
              </p>
              <p className={`mt-1 text-xs ${secondFactor.codesLeft <= FEW ? "text-warn-fg" : "text-fg-3"}`}>
                {secondFactor.codesLeft} of 10 recovery codes left
              </p>
            </>
          ) : (
            <p className="flex items-center gap-2 font-medium">
              <Badge>Off</Badge>
              Your password alone opens this account.
            </p>
          )}
        </div>
        <div className="flex flex-wrap gap-2">
          {secondFactor ? (
            <>
              <Button
                size="sm"
                onClick={() => {
                  renew.reset();
                  setStep("renew");
                }}
              >
                New recovery codes
              </Button>
              <Button size="sm" look="danger" onClick={() => setStep("turn off")}>
                Turn off
              </Button>
            </>
          ) : (
            <Button size="sm" look="primary" onClick={() => setStep("set up")}>
              Set up
            </Button>
          )}
        </div>
      </div>
      {step === "set up" && (
        <Suspense>
          <SetUp hasPassword={hasPassword} onClose={close} onDone={refresh} />
        </Suspense>
      )}
      {step === "turn off" && (
        <Prove
          title="Turn the second factor off?"
          text="Your password alone opens this account from then on. Every other session ends."
          label="Password or code"
          verb="Turn off"
          isDangerous
          isBusy={turnOff.isPending}
          problem={turnOff.error ? explain(turnOff.error).sentence : undefined}
          onProve={(proof) => turnOff.mutate({ proof })}
          onClose={close}
        />
      )}
      {step === "renew" &&
        (renew.data ? (
          <RecoveryCodes codes={renew.data.codes} onClose={close} />
        ) : (
          <Prove
            title="Make new recovery codes"
            text="The ones that you have open nothing any more."
            label="Password or code"
            verb="Make new codes"
            isBusy={renew.isPending}
            problem={renew.error ? explain(renew.error).sentence : undefined}
            onProve={(proof) => renew.mutate({ proof })}
            onClose={close}
          />
        ))}
    </Card>
  );
}
