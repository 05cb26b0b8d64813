import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { account } from "../../api.ts";

/** How to sign in here, and whether and where mail goes. */
export const useOptions = () => useQuery(account.identity.options.queryOptions()).data;

/** On one's own machine no mail leaves: says where it is instead. */
export function MailNote() {
  if (useOptions()?.mail !== "outbox") return null;
  return (
    <p className="rounded-sm bg-sunken px-3 py-2 text-sm text-fg-2">
      Mail goes to the{" "}
      <Link to="/outbox" className="font-medium text-accent-fg underline">
        outbox
      </Link>{" "}
      of this machine. Nothing is sent.
    </p>
  );
}
