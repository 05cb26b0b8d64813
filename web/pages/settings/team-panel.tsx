import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/field.tsx";
import { plural } from "../../ui/format.ts";
import { ROLE_WORDS, useOrganization, whyNot } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Avatar, Code, Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";

type Team = Outputs["organizations"]["teams"]["get"];

/** Who is in a team, what it owns, and what it may do. */
export function TeamPanel({ teamRef, onClose }: { teamRef: string; onClose: () => void }) {
  const trpc = useTRPC();
  const team = useQuery(trpc.organizations.teams.get.queryOptions({ ref: teamRef }));
  return (
    <Dialog isOpen onClose={onClose} title={team.data?.title ?? "Team"} place="right" width="max-w-[480px]">
      <QueryState query={team} skeleton={<Skeleton className="h-64 rounded-md" />}>
        {(current) => <Details team={current} onClose={onClose} />}
      </QueryState>
    </Dialog>
  );
}

function Details({ team, onClose }: { team: Team; onClose: () => void }) {
  const { slug } = useOrganization();
  const { ref, description, namespace, name, owns, file, isMadeHere, people, roles } = team;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <div className="grid gap-2 text-sm">
        {description && <p className="text-fg-2">{description}</p>}
        <p className="flex flex-wrap items-center gap-2">
          <Code>{ref}</Code>
          <Link
            to="/$org/catalog"
            params={{ org: slug }}
            search={{ owner: [ref] }}
            className="text-accent-fg hover:underline"
          >
            Owns {plural(owns, "entity", "entities")}
          </Link>
          <Link
            to="/$org/catalog/$kind/$namespace/$name"
            params={{ org: slug, kind: "group", namespace, name }}
            className="text-accent-fg hover:underline"
          >
            In the catalogue
          </Link>
        </p>
        {!isMadeHere && (
          <p className="text-xs text-fg-3">Declared by {file ?? "a file"}: it is changed and removed there.</p>
        )}
      </div>
      <Members team={team} />
      <section aria-label="Roles on services">
        <h3 className="mb-2 text-sm font-semibold">Roles on services</h3>
        {roles.length === 0 ? (
          <p className="text-sm text-fg-3">None. Give one under Roles on services, below the teams.</p>
        ) : (
          <ul className="grid gap-1.5">
            {roles.map((role) => (
              <li key={role.ref} className="flex items-center justify-between gap-3 text-sm">
                <span className="truncate" title={role.ref}>
                  {role.title}
                </span>
                <Badge>{ROLE_WORDS[role.role]}</Badge>
              </li>
            ))}
          </ul>
        )}
      </section>
      {isMadeHere && <Remove key={people.length} team={team} onClose={onClose} />}
    </div>
  );
}

function Members({ team: { ref, people } }: { team: Team }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const reason = whyNot(organization, "maintainer");
  const all = useQuery(trpc.organizations.members.list.queryOptions());
  const [chosen, setChosen] = useState("");
  const settled = {
    onSuccess: () => queries.invalidateQueries(trpc.organizations.teams.pathFilter()),
    onError: (error: unknown) => sayFailed(explain(error).sentence),
  };
  const add = useMutation(trpc.organizations.teams.addMember.mutationOptions(settled));
  const take = useMutation(trpc.organizations.teams.removeMember.mutationOptions(settled));
  const others = all.data?.items.filter(({ id }) => !people.some((person) => person.id === id)) ?? [];
  return (
    <section aria-label="Members of the team">
      <h3 className="mb-2 text-sm font-semibold">{plural(people.length, "member")}</h3>
      {people.length > 0 && (
        <ul className="mb-3 overflow-hidden rounded-md border border-line">
          {people.map(({ id, name, email, addedAt }) => (
            <li key={id} className="flex items-center gap-3 border-b border-line px-3 py-2 last:border-b-0">
              <Avatar name={name} />
              <div className="min-w-0 flex-1">
                <p className="truncate text-sm font-medium">{name}</p>
                <p className="truncate text-xs text-fg-3">
                  {email ?? "Guest of the demo"} · since <Time at={addedAt} />
                </p>
              </div>
              <Button
                size="sm"
                unavailable={reason}
                busy={take.isPending && take.variables.userId === id}
                onClick={() => take.mutate({ ref, userId: id })}
              >
                Take out<span className="sr-only"> {name}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="flex gap-2">
        <Select
          label="Member to add"
          className="min-w-0 flex-1"
          value={chosen}
          disabled={reason !== null || others.length === 0}
          onChange={(event) => setChosen(event.target.value)}
        >
          <option value="">{others.length === 0 ? "Every member is in it" : "Choose a member"}</option>
          {others.map(({ id, name, email }) => (
            <option key={id} value={id}>
              {email ? `${name} (${email})` : name}
            </option>
          ))}
        </Select>
        <Button
          unavailable={reason ?? (chosen ? null : "Choose a member first.")}
          busy={add.isPending}
          onClick={() => add.mutate({ ref, userId: chosen }, { onSuccess: () => setChosen("") })}
        >
          Add
        </Button>
      </div>
    </section>
  );
}

function Remove({ team: { ref, title, owns }, onClose }: { team: Team; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const [isSure, setSure] = useState(false);
  const remove = useMutation(
    trpc.organizations.teams.remove.mutationOptions({
      onSuccess: async () => {
        onClose();
        await queries.invalidateQueries(trpc.organizations.teams.pathFilter());
        sayDone(`${title} was removed.`);
      },
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  return (
    <section aria-label="Remove the team" className="border-t border-line pt-4">
      {isSure ? (
        <>
          <p className="mb-3 text-sm text-fg-2">
            {owns > 0
              ? `${plural(owns, "entity", "entities")} will name an owner that is no more.`
              : "It owns nothing."}{" "}
            Its roles on services end. Nobody leaves the organisation.
          </p>
          <div className="flex gap-2">
            <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate({ ref })}>
              Remove {title}
            </Button>
            <Button onClick={() => setSure(false)}>Keep it</Button>
          </div>
        </>
      ) : (
        <Button unavailable={whyNot(organization, "maintainer")} onClick={() => setSure(true)}>
          Remove the team
        </Button>
      )}
    </section>
  );
}
