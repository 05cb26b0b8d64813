import { useMutation } from "@tanstack/react-query";
import { account, explain } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { sayFailed } from "../../ui/toast.ts";
import { useOptions } from "./mail-note.tsx";

export const PROVIDER_NAMES = { github: "GitHub", google: "Google" } as const;

/** What came back instead of a person. */
export const PROBLEMS: Record<string, string> = {
  denied: "You said no there, so nobody was signed in.",
  stale: "That took too long, or began in another window. Try again.",
  failed: "The provider did not confirm who you are. Try again.",
  unverified: "Your address is not verified there. Verify it, or sign in with a password.",
  "unverified-here":
    "An account has this address, but it was never verified here. Sign in with its password, or choose a new one by mail.",
  taken: "That account is linked with somebody else here, or you have linked another one.",
  "signed-out": "You were signed out meanwhile. Sign in and try again.",
};

/** One button for each provider that is set up here; nothing where there is none. */
export function Providers({ next }: { next: string | undefined }) {
  const options = useOptions();
  const start = useMutation(
    account.identity.oauth.signIn.mutationOptions({
      onSuccess: ({ url }) => location.assign(url),
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  if (!options || options.providers.length === 0) return null;
  return (
    <div className="grid gap-2">
      {options.providers.map((provider) => (
        <Button
          key={provider}
          size="lg"
          busy={start.isPending && start.variables.provider === provider}
          onClick={() => start.mutate({ provider, next })}
        >
          Continue with {PROVIDER_NAMES[provider]}
        </Button>
      ))}
      <p className="mt-1 mb-3 flex items-center gap-3 text-xs text-fg-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or with a password
      </p>
    </div>
  );
}
