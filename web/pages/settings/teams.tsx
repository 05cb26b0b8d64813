import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { type Outputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Avatar, Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { NewTeam } from "./new-team.tsx";
import { ServiceRolesCard } from "./service-roles-card.tsx";
import { SettingsPage } from "./settings-page.tsx";
import { TeamPanel } from "./team-panel.tsx";

export function Teams() {
  const trpc = useTRPC();
  const organization = useOrganization();
  const { team } = useSearch({ from: "/$org/settings/teams" });
  const navigate = useNavigate({ from: "/$org/settings/teams" });
  const teams = useQuery(trpc.organizations.teams.list.queryOptions());
  const [isMaking, setMaking] = useState(false);
  const open = (ref: string | undefined) => void navigate({ search: { team: ref } });
  const make = (
    <Button look="primary" unavailable={whyNot(organization, "maintainer")} onClick={() => setMaking(true)}>
      <Plus aria-hidden="true" />
      New team
    </Button>
  );
  return (
    <SettingsPage
      title="Teams"
      sub="A team is a group of the catalogue with members: it can own services and have roles on them."
      actions={make}
    >
      <QueryState query={teams} skeleton={<Skeleton className="h-64 rounded-lg" />}>
        {({ items }) =>
          items.length === 0 ? (
            <Card label="Teams">
              <EmptyState title="No team yet" action={make}>
                Make one here, or import a catalogue file with groups. Then name it as the owner of services.
              </EmptyState>
            </Card>
          ) : (
            <Card label="Teams">
              <CardHead title="Teams" sub={plural(items.length, "team")} />
              <ul>
                {items.map((each) => (
                  <TeamRow key={each.ref} team={each} onOpen={() => open(each.ref)} />
                ))}
              </ul>
            </Card>
          )
        }
      </QueryState>
      <ServiceRolesCard />
      {isMaking && (
        <NewTeam
          onClose={() => setMaking(false)}
          onMade={(ref) => {
            setMaking(false);
            open(ref);
          }}
        />
      )}
      {team && <TeamPanel teamRef={team} onClose={() => open(undefined)} />}
    </SettingsPage>
  );
}

type Team = Outputs["organizations"]["teams"]["list"]["items"][number];

function TeamRow({
  team: { title, description, members, owns, isMadeHere },
  onOpen,
}: {
  team: Team;
  onOpen: () => void;
}) {
  return (
    <li className="relative flex flex-wrap items-center justify-between gap-3 border-t border-line px-(--pad-card) py-3 hover:bg-hover">
      <div className="flex min-w-0 items-center gap-3">
        <Avatar name={title} size={32} />
        <div className="min-w-0">
          <button
            type="button"
            data-row=""
            onClick={onOpen}
            className="block max-w-full truncate text-left text-sm font-medium after:absolute after:inset-0 hover:underline"
          >
            {title}
          </button>
          {description && <p className="truncate text-xs text-fg-3">{description}</p>}
        </div>
      </div>
      <p className="flex items-center gap-3 text-xs text-fg-2">
        {!isMadeHere && <Badge>From a file</Badge>}
        <span className="num">{plural(members, "member")}</span>
        <span className="num">owns {owns}</span>
      </p>
    </li>
  );
}
