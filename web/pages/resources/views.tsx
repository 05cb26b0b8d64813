import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Bookmark, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { explain, type Inputs, type Outputs, useTRPC } from "../../api.ts";
import { ResourcesSearch, validate } from "../../search.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { sayDone, sayFailed, sayUndoable } from "../../ui/toast.ts";
import type { ResourceSearch } from "./filters.ts";

type View = { label: string; search: ResourceSearch };
export type SavedView = Outputs["inventory"]["resources"]["views"]["list"]["items"][number];

/** Questions that people ask of any account; each is nothing but filters in the address. */
const VIEWS: View[] = [
  { label: "All resources", search: {} },
  { label: "Public", search: { public: "yes" } },
  { label: "Not encrypted", search: { encrypted: "no" } },
  { label: "Without backup", search: { hasBackup: "no" } },
  { label: "Without owner", search: { owner: ["none"] } },
  { label: "Vanished", search: { vanished: true } },
];

const toSearch = validate(ResourcesSearch);
/** What of the address a view is: everything but the panel that is open. */
const kept = ({ id: _, ...search }: ResourceSearch) =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
const text = (search: ResourceSearch, without: readonly string[]) =>
  JSON.stringify(
    Object.entries(kept(search))
      .filter(([key]) => !without.includes(key))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
/** The look of a standing view is anybody's; a saved one has its own columns and order. */
const LOOKS = ["columns", "sort", "group", "key"];

/** The address that the page opens with where it names nothing: one's own default, or the organisation's. */
export function defaultSearch(views: readonly SavedView[]): ResourceSearch | null {
  const chosen =
    views.find(({ isDefault, isShared }) => isDefault && !isShared) ?? views.find(({ isDefault }) => isDefault);
  return chosen ? toSearch(chosen.search) : null;
}

export function ViewTabs({ search, saved }: { search: ResourceSearch; saved: readonly SavedView[] }) {
  const { slug } = useOrganization();
  const standing = VIEWS.map((view) => ({
    key: view.label,
    label: view.label,
    search: { ...view.search, columns: search.columns, sort: search.sort },
    isCurrent: text(view.search, LOOKS) === text(search, LOOKS),
    view: null,
  }));
  const own = saved.map((view) => ({
    key: `${view.isShared} ${view.name}`,
    label: view.name,
    search: toSearch(view.search),
    isCurrent: text(toSearch(view.search), []) === text(search, []),
    view,
  }));
  return (
    <nav aria-label="Views" className="mt-1 overflow-x-auto border-b border-line scrollbar-none">
      <ul className="flex gap-5 text-sm">
        {[...standing, ...own].map(({ key, label, search, isCurrent, view }) => (
          <li key={key} className="flex items-center gap-1">
            <Link
              to="/$org/resources"
              params={{ org: slug }}
              // All of them is a view too, and not the default one.
              search={Object.values(search).some(Boolean) ? search : { sort: "-cost" }}
              aria-current={isCurrent ? "true" : undefined}
              title={view ? (view.isShared ? `Shared by ${view.createdBy}` : "Your own") : undefined}
              className={`-mb-px flex h-9 items-center gap-1.5 border-b-2 whitespace-nowrap transition-colors ${isCurrent ? "border-accent font-medium" : "border-transparent text-fg-2 hover:text-fg"}`}
            >
              {view && <Bookmark className="size-3.5" aria-hidden="true" />}
              {label}
            </Link>
            {view && isCurrent && <RemoveView view={view} />}
          </li>
        ))}
      </ul>
    </nav>
  );
}

function useViewChange() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return {
    onSuccess: () => queries.invalidateQueries(trpc.inventory.resources.views.pathFilter()),
    onError: (error: unknown) => sayFailed(explain(error).sentence),
  };
}

function RemoveView({ view: { name, isShared } }: { view: SavedView }) {
  const trpc = useTRPC();
  const organization = useOrganization();
  const after = useViewChange();
  const save = useMutation(trpc.inventory.resources.views[isShared ? "share" : "save"].mutationOptions(after));
  const remove = useMutation(trpc.inventory.resources.views[isShared ? "unshare" : "remove"].mutationOptions(after));
  if (isShared && whyNot(organization, "maintainer")) return null;
  return (
    <IconButton
      size="icon-sm"
      label={`Remove the view ${name}`}
      onClick={() =>
        remove.mutate(
          { name },
          {
            onSuccess: ({ removed }) =>
              sayUndoable(`The view ${name} is removed.`, () => {
                if (removed) save.mutate(asInput(removed.name, removed.search, removed.isDefault));
              }),
          },
        )
      }
    >
      <Trash2 aria-hidden="true" />
    </IconButton>
  );
}

type ViewInput = Inputs["inventory"]["resources"]["views"]["save"];
/** What is stored as JSON was checked when it came in; the address's own schema reads it again. */
const asInput = (name: string, search: Record<string, unknown>, isDefault: boolean): ViewInput => ({
  name,
  isDefault,
  search: kept(toSearch(search)) as ViewInput["search"],
});

export function SaveView({ search }: { search: ResourceSearch }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="ghost" onClick={() => setOpen(true)}>
        <Bookmark aria-hidden="true" />
        Save view
      </Button>
      {isOpen && <SaveDialog search={search} onClose={() => setOpen(false)} />}
    </>
  );
}

function SaveDialog({ search, onClose }: { search: ResourceSearch; onClose: () => void }) {
  const trpc = useTRPC();
  const organization = useOrganization();
  const after = useViewChange();
  const [name, setName] = useState("");
  const [isShared, setShared] = useState(false);
  const [isDefault, setDefault] = useState(false);
  const save = useMutation(trpc.inventory.resources.views[isShared ? "share" : "save"].mutationOptions(after));
  const mayShare = whyNot(organization, "maintainer");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(asInput(name, search, isDefault), {
      onSuccess: () => {
        onClose();
        sayDone(`The view ${name.trim()} is saved.`);
      },
    });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Save this view"
      description="Filters, columns, order and groups as they are now. A view of the same name is replaced."
    >
      <form onSubmit={submit} className="grid gap-4">
        <TextField label="Name" value={name} maxLength={60} required onChange={({ target }) => setName(target.value)} />
        <Choice
          label="Share it with the organisation"
          hint={mayShare ?? "Everybody sees it beside the standing views."}
          isOn={isShared}
          isOff={mayShare !== null}
          onChange={setShared}
        />
        <Choice
          label="Open the page with it"
          hint={isShared ? "For everybody who has no default of their own." : "For you alone."}
          isOn={isDefault}
          onChange={setDefault}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="primary"
            busy={save.isPending}
            unavailable={name.trim() ? null : "Give it a name."}
          >
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

type ChoiceProps = { label: string; hint: string; isOn: boolean; isOff?: boolean; onChange: (isOn: boolean) => void };

function Choice({ label, hint, isOn, isOff, onChange }: ChoiceProps) {
  return (
    <label className="flex items-start gap-2.5 text-sm">
      <input
        type="checkbox"
        checked={isOn}
        disabled={isOff}
        onChange={({ target }) => onChange(target.checked)}
        className="mt-0.5 size-4 accent-(--accent)"
      />
      <span>
        {label}
        <span className="block text-xs text-fg-3">{hint}</span>
      </span>
    </label>
  );
}
