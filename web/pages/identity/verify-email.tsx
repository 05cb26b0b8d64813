import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { account, explain, queryClient } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { AuthPage, FormDone, FormError } from "./auth-page.tsx";
import { useMailToken } from "./mail-token.ts";

/** A press of a button: programs that open every link of a mail must not use it up. */
export function VerifyEmail() {
  const token = useMailToken();
  const verify = useMutation(
    account.identity.verifyEmail.mutationOptions({ onSuccess: () => queryClient.invalidateQueries() }),
  );
  return (
    <AuthPage
      title="Verify your address"
      sub="It shows that mail to you arrives, and lets you sign in with GitHub or Google of the same address."
      footer={<Link to="/">Start page</Link>}
    >
      <div className="grid gap-4">
        {!token && <FormError>This link is not complete. Copy all of it from the mail.</FormError>}
        {verify.error && <FormError>{explain(verify.error).sentence}</FormError>}
        {verify.isSuccess ? (
          <>
            <FormDone>{verify.data.email} is verified.</FormDone>
            <Link to="/" className={buttonLook({ size: "lg" })}>
              Go on
            </Link>
          </>
        ) : (
          <Button
            look="primary"
            size="lg"
            busy={verify.isPending}
            unavailable={token ? null : "The link has no token."}
            onClick={() => verify.mutate({ token })}
          >
            Verify this address
          </Button>
        )}
      </div>
    </AuthPage>
  );
}
