import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Mail } from "lucide-react";
import { Fragment } from "react";
import { account, type Outputs } from "../../api.ts";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Mark, Skeleton } from "../../ui/small.tsx";
import { Time } from "../../ui/time.tsx";

const REFETCH_MS = 3_000;

/** What would have been sent: this installation runs on somebody's own machine. */
export function Outbox() {
  const outbox = useQuery({ ...account.identity.outbox.queryOptions(), refetchInterval: REFETCH_MS });
  return (
    <main id="main" className="mx-auto max-w-[720px] px-4 py-10">
      <title>Outbox · DevControl</title>
      <Link to="/" className="mb-6 flex items-center gap-2 text-base font-semibold">
        <Mark size={26} />
        DevControl
      </Link>
      <h1 className="text-xl font-semibold">Outbox</h1>
      <p className="mt-0.5 mb-5 text-sm text-fg-3">
        This installation has no mail provider and runs on your own machine: its mail is kept here for seven days, and
        nothing is sent.
      </p>
      <QueryState query={outbox} skeleton={<Skeleton className="h-64 rounded-lg" />}>
        {({ items }) =>
          items.length === 0 ? (
            <Card>
              <EmptyState
                title="No mail yet"
                action={
                  <Link to="/forgot" className="font-medium text-accent-fg hover:underline">
                    Ask for a new password
                  </Link>
                }
              >
                Sign up, ask for a new password or invite somebody by mail, and the mail appears here.
              </EmptyState>
            </Card>
          ) : (
            <ul className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
              {items.map((mail) => (
                <li key={mail.id}>
                  <Letter mail={mail} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryState>
    </main>
  );
}

type OutboxMail = Outputs["identity"]["outbox"]["items"][number];

function Letter({ mail: { subject, recipient, text, sentAt } }: { mail: OutboxMail }) {
  return (
    <Card as="article">
      <header className="flex items-start gap-3 border-b border-line px-(--pad-card) py-3">
        <Mail className="mt-0.5 size-4 shrink-0 text-fg-3" aria-hidden="true" />
        <div className="min-w-0">
          <h2 className="text-sm font-medium break-words">{subject}</h2>
          <p className="text-xs break-all text-fg-3">
            To {recipient} · <Time at={sentAt} />
          </p>
        </div>
      </header>
      <p className="px-(--pad-card) py-3 text-sm whitespace-pre-line text-fg-2">
        <WithLinks text={text} />
      </p>
    </Card>
  );
}

const ADDRESS = /(https?:\/\/\S+)/;

/** Addresses in the text can be pressed. */
function WithLinks({ text }: { text: string }) {
  return text.split(ADDRESS).map((part, at) =>
    at % 2 === 1 ? (
      <a key={part} href={part} className="break-all text-accent-fg underline">
        {part}
      </a>
    ) : (
      <Fragment key={part}>{part}</Fragment>
    ),
  );
}
