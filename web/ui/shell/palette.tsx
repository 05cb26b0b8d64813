import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { BookOpen, Boxes, CircleHelp, Cloud, type LucideIcon, Moon, Search, Settings, Sun } from "lucide-react";
import { Dialog } from "radix-ui";
import { type ReactNode, useDeferredValue, useState } from "react";
import { useTRPC } from "../../api.ts";
import { typeLabel } from "../aws.ts";
import { useFocusReturn } from "../focus-return.ts";
import { useOrganization } from "../organization.ts";
import { Kbd } from "../small.tsx";
import { setAppearance, useTheme } from "../theme.ts";
import { PAGES, SETTINGS } from "./nav.ts";
import { usePaletteActions } from "./palette-actions.ts";

const SEARCH_CHARACTERS_MIN = 2;
const RESULTS_MAX = 6;
const THEME_WORDS = "Use light theme Use dark theme";
const HELP_WORDS = "Keyboard shortcuts help";

export function Palette({ onClose, openHelp }: { onClose: () => void; openHelp: () => void }) {
  const [text, setText] = useState("");
  const { remember, onCloseAutoFocus } = useFocusReturn();
  const { slug } = useOrganization();
  const { isDark } = useTheme();
  const navigate = useNavigate();
  const actions = usePaletteActions();
  const then = (act: () => void) => () => {
    onClose();
    act();
  };
  const matches = (words: string) => words.toLowerCase().includes(text.trim().toLowerCase());
  const pages = PAGES.filter(({ label }) => matches(label));
  const settings = SETTINGS.filter(
    ({ to, label }) => !PAGES.some((page) => page.to === to) && matches(`Settings ${label}`),
  );
  const runnable = actions.filter(({ title }) => matches(title));
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <div className="fixed inset-0 z-40 bg-scrim" aria-hidden="true" />
        <Dialog.Content
          aria-describedby={undefined}
          onOpenAutoFocus={remember}
          onCloseAutoFocus={onCloseAutoFocus}
          className="fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-32px)] max-w-[600px] -translate-x-1/2 overflow-hidden rounded-xl bg-raised shadow-modal outline-none"
        >
          <Dialog.Title className="sr-only">Search or run a command</Dialog.Title>
          {/* What is listed is already filtered: resources by the server, the rest above. */}
          <Command label="Search or run a command" shouldFilter={false} loop>
            <div className="flex items-center gap-3 border-b border-line px-4">
              <Search className="size-4 text-fg-3" aria-hidden="true" />
              <Command.Input
                value={text}
                onValueChange={setText}
                placeholder="A page, an action, a service, a resource's name or ARN"
                className="h-12 flex-1 bg-transparent text-base outline-none placeholder:text-fg-3"
              />
              <Kbd>esc</Kbd>
            </div>
            <Command.List className="max-h-[380px] overflow-y-auto p-2">
              <Command.Empty className="p-8 text-center text-fg-3">
                Nothing matches. Try the name of a service or resource, or an ARN.
              </Command.Empty>
              <FoundResources
                text={text}
                open={(id) => then(() => void navigate({ to: "/$org/resources/$id", params: { org: slug, id } }))}
              />
              <FoundEntities
                text={text}
                open={({ kind, namespace, name }) =>
                  then(
                    () =>
                      void navigate({
                        to: "/$org/catalog/$kind/$namespace/$name",
                        params: { org: slug, kind: kind.toLowerCase(), namespace, name },
                      }),
                  )
                }
              />
              <FoundAccounts
                matches={matches}
                open={then(() => void navigate({ to: "/$org/accounts", params: { org: slug } }))}
              />
              {runnable.length > 0 && (
                <Group heading="Actions">
                  {runnable.map(({ title, icon, run }) => (
                    <Row key={title} value={title} icon={icon} onSelect={then(run)}>
                      {title}
                    </Row>
                  ))}
                </Group>
              )}
              {pages.length + settings.length > 0 && (
                <Group heading="Go to">
                  {pages.map(({ to, label, icon, key }) => (
                    <Row
                      key={to}
                      value={to}
                      icon={icon}
                      keys={["g", key]}
                      onSelect={then(() => void navigate({ to, params: { org: slug } }))}
                    >
                      {label}
                    </Row>
                  ))}
                  {settings.map(({ to, label }) => (
                    <Row
                      key={to}
                      value={to}
                      icon={Settings}
                      onSelect={then(() => void navigate({ to, params: { org: slug } }))}
                    >
                      Settings: {label}
                    </Row>
                  ))}
                </Group>
              )}
              {(matches(THEME_WORDS) || matches(HELP_WORDS)) && (
                <Group heading="Appearance and help">
                  {matches(THEME_WORDS) && (
                    <Row
                      value="theme"
                      icon={isDark ? Sun : Moon}
                      onSelect={then(() => setAppearance({ theme: isDark ? "light" : "dark" }))}
                    >
                      {isDark ? "Use light theme" : "Use dark theme"}
                    </Row>
                  )}
                  {matches(HELP_WORDS) && (
                    <Row value="help" icon={CircleHelp} keys={["?"]} onSelect={then(openHelp)}>
                      Keyboard shortcuts
                    </Row>
                  )}
                </Group>
              )}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function FoundResources({ text, open }: { text: string; open: (id: string) => () => void }) {
  const trpc = useTRPC();
  const search = useDeferredValue(text.trim());
  const found = useQuery(
    trpc.inventory.resources.list.queryOptions(
      { search, limit: RESULTS_MAX },
      { enabled: search.length >= SEARCH_CHARACTERS_MIN, staleTime: 10_000 },
    ),
  );
  if (search.length < SEARCH_CHARACTERS_MIN || !found.data?.items.length) return null;
  return (
    <Group heading="Resources">
      {found.data.items.map((resource) => (
        <Row
          key={resource.id}
          value={resource.id}
          icon={Boxes}
          note={`${typeLabel(resource.type)} · ${resource.region}`}
          onSelect={open(resource.id)}
        >
          {resource.name}
        </Row>
      ))}
    </Group>
  );
}

type EntityName = { kind: string; namespace: string; name: string };

function FoundEntities({ text, open }: { text: string; open: (entity: EntityName) => () => void }) {
  const trpc = useTRPC();
  const search = useDeferredValue(text.trim());
  const found = useQuery(
    trpc.catalog.list.queryOptions(
      { search, limit: RESULTS_MAX },
      { enabled: search.length >= SEARCH_CHARACTERS_MIN, staleTime: 10_000 },
    ),
  );
  if (search.length < SEARCH_CHARACTERS_MIN || !found.data?.items.length) return null;
  return (
    <Group heading="Catalog">
      {found.data.items.map((entity) => (
        <Row
          key={entity.ref}
          value={entity.ref}
          icon={BookOpen}
          note={[entity.kind, entity.ownerTitle].filter(Boolean).join(" · ")}
          onSelect={open(entity)}
        >
          {entity.title}
        </Row>
      ))}
    </Group>
  );
}

function FoundAccounts({ matches, open }: { matches: (words: string) => boolean; open: () => void }) {
  const trpc = useTRPC();
  const accounts = useQuery(trpc.inventory.accounts.list.queryOptions());
  const found = accounts.data?.items.filter(({ name, awsAccountId }) => matches(`${name} ${awsAccountId ?? ""}`)) ?? [];
  if (found.length === 0) return null;
  return (
    <Group heading="AWS accounts">
      {found.slice(0, RESULTS_MAX).map(({ id, name, awsAccountId }) => (
        <Row key={id} value={id} icon={Cloud} note={awsAccountId} onSelect={open}>
          {name}
        </Row>
      ))}
    </Group>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-fg-3"
    >
      {children}
    </Command.Group>
  );
}

type RowProps = {
  value: string;
  icon: LucideIcon;
  children: ReactNode;
  note?: string | null;
  keys?: string[];
  onSelect: () => void;
};

function Row({ value, icon: Icon, children, note, keys, onSelect }: RowProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex h-9 cursor-default items-center gap-2.5 rounded-sm px-2 text-sm data-[selected=true]:bg-active"
    >
      <Icon className="size-4 shrink-0 text-fg-3" strokeWidth={1.75} aria-hidden="true" />
      <span className="truncate">{children}</span>
      {note && <span className="truncate text-fg-3">{note}</span>}
      <span className="flex-1" />
      {keys && (
        <span className="flex gap-1">
          {keys.map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
        </span>
      )}
    </Command.Item>
  );
}
