import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import {
  BookOpen,
  Boxes,
  CircleHelp,
  Cloud,
  FileText,
  History,
  type LucideIcon,
  Moon,
  Search,
  ShieldAlert,
  Sun,
} from "lucide-react";
import { Dialog } from "radix-ui";
import { type ReactNode, useDeferredValue, useState } from "react";
import { type Outputs, useTRPC } from "../../api.ts";
import { typeLabel } from "../aws.ts";
import { useFocusReturn } from "../focus-return.ts";
import { useOrganization } from "../organization.ts";
import { Kbd } from "../small.tsx";
import { setAppearance, useTheme } from "../theme.ts";
import { isLike, subjectOf } from "./fuzzy.ts";
import { PAGES, partsOf } from "./nav.ts";
import { usePaletteActions } from "./palette-actions.ts";
import { usePaletteChoice } from "./palette-choice.ts";
import { recentOf, rememberRecent } from "./recent.ts";

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
  const choice = usePaletteChoice();
  const then = (act: () => void) => () => {
    onClose();
    act();
  };
  const matches = (words: string) => isLike(words, text.trim());
  const goTo = ({ to, params, search }: Place) =>
    void navigate({ to, params: { ...params, org: slug }, search: search ?? {} });
  const recent = text.trim() === "" ? recentOf(slug) : [];
  const pages = PAGES.filter(({ label }) => matches(label));
  const parts = PAGES.flatMap((page) =>
    partsOf(page)
      .map(({ to, label }) => ({ to, icon: page.icon, title: `${page.label}: ${label}` }))
      .filter(({ title }) => matches(title)),
  );
  // What one types to get to a page must not change its meaning when the search answers: these stand before what it finds.
  const isNamed = ({ label }: { label: string }) =>
    text.trim() !== "" && label.toLowerCase().startsWith(text.trim().toLowerCase());
  const [named, others] = [pages.filter(isNamed), pages.filter((page) => !isNamed(page))];
  const pageRows = (shown: typeof pages) =>
    shown.map(({ to, label, icon, key }) => (
      <Row
        key={to}
        value={to}
        icon={icon}
        keys={["g", key]}
        onSelect={then(() => void navigate({ to, params: { org: slug } }))}
      >
        {label}
      </Row>
    ));
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
          {/* What is listed is already filtered: what was found by the server, the rest above. */}
          <Command label="Search or run a command" shouldFilter={false} loop {...choice.command}>
            <div className="flex items-center gap-3 border-b border-line px-4">
              <Search className="size-4 text-fg-3" aria-hidden="true" />
              <Command.Input
                value={text}
                onValueChange={(typed) => {
                  choice.typed();
                  setText(typed);
                }}
                placeholder="Who owns checkout, a page, an action, an ARN"
                className="h-12 flex-1 bg-transparent text-base outline-none placeholder:text-fg-3"
              />
              <Kbd>esc</Kbd>
            </div>
            <Command.List ref={choice.listRef} className="max-h-[380px] overflow-y-auto p-2">
              <Command.Empty className="p-8 text-center text-fg-3">
                Nothing matches. Try the name of a service or resource, or an ARN.
              </Command.Empty>
              {recent.length > 0 && (
                <Group heading="Recent">
                  {recent.map((place) => (
                    <Row
                      key={`${place.to} ${place.title}`}
                      value={`recent ${place.to} ${place.title}`}
                      icon={History}
                      note={place.note}
                      onSelect={then(() => goTo(place))}
                    >
                      {place.title}
                    </Row>
                  ))}
                </Group>
              )}
              {named.length > 0 && <Group heading="Go to">{pageRows(named)}</Group>}
              <FoundEverything
                text={subjectOf(text)}
                open={(place, title, note) =>
                  then(() => {
                    rememberRecent(slug, { ...place, title, note });
                    goTo(place);
                  })
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
              {others.length + parts.length > 0 && (
                <Group heading={named.length > 0 ? "More pages" : "Go to"}>
                  {pageRows(others)}
                  {parts.map(({ to, icon, title }) => (
                    <Row
                      key={to}
                      value={to}
                      icon={icon}
                      onSelect={then(() => void navigate({ to, params: { org: slug } }))}
                    >
                      {title}
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

type Found = Outputs["search"]["find"];
type Place = { to: string; params?: Record<string, string>; search?: Record<string, string> };

/** Where each thing that was found is shown. */
function placeOf({ kind, id, ref }: Found["items"][number]): Place {
  if (kind === "resource") return { to: "/$org/resources/$id", params: { id } };
  if (kind === "finding") return { to: "/$org/findings", search: { id } };
  const [, entityKind = "", namespace = "", name = ""] = /^([^:]+):([^/]+)\/(.+)$/.exec(ref ?? "") ?? [];
  return { to: "/$org/catalog/$kind/$namespace/$name", params: { kind: entityKind, namespace, name } };
}

/** "AWS::EC2::Instance · us-east-1" → "EC2 instance · us-east-1" */
const inWords = (note: string | null) => note?.replace(/AWS::\w+::\w+/, typeLabel) ?? null;

const HEADINGS = { entity: "Catalog", resource: "Resources", finding: "Findings", doc: "Documentation" } as const;
const ICONS = { entity: BookOpen, resource: Boxes, finding: ShieldAlert, doc: FileText } as const;

/** Everything in one question: what begins with the text, holds its words, or looks like it; a pasted id is its object. */
function FoundEverything({
  text,
  open,
}: {
  text: string;
  open: (place: Place, title: string, note: string | null) => () => void;
}) {
  const trpc = useTRPC();
  const typed = useDeferredValue(text.trim());
  const isAsked = typed.length >= SEARCH_CHARACTERS_MIN;
  const { data } = useQuery(
    trpc.search.find.queryOptions({ text: typed.slice(0, 2000) }, { enabled: isAsked, staleTime: 10_000 }),
  );
  if (!isAsked || !data) return null;
  return (
    <>
      {(["entity", "resource", "finding", "doc"] as const).map((kind) => {
        const items = data.items.filter((item) => item.kind === kind);
        return items.length === 0 ? null : (
          <Group key={kind} heading={HEADINGS[kind]}>
            {items.map((item) => (
              <Row
                key={item.id}
                value={item.id}
                icon={ICONS[kind]}
                note={inWords(item.note)}
                onSelect={open(placeOf(item), item.title, inWords(item.note))}
              >
                {item.title}
              </Row>
            ))}
          </Group>
        );
      })}
      {data.jobs.length + data.events.length > 0 && (
        <Group heading="What happened">
          {data.jobs.map(({ id, name, state }) => (
            <Row
              key={id}
              value={id}
              icon={History}
              note={state}
              onSelect={open({ to: "/$org/jobs", search: { id } }, name, state)}
            >
              {name}
            </Row>
          ))}
          {data.events.map(({ id, action, actorName }) => (
            <Row
              key={id}
              value={id}
              icon={History}
              note={actorName}
              onSelect={open({ to: "/$org/settings/audit", search: { id } }, action, actorName)}
            >
              {action}
            </Row>
          ))}
        </Group>
      )}
    </>
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
