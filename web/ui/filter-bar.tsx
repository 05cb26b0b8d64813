import { ListFilter, Search, X } from "lucide-react";
import { type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { Button } from "./button.tsx";
import { formatCount } from "./format.ts";
import { Menu, MenuCheck, MenuSub } from "./menu.tsx";
import { Kbd } from "./small.tsx";

const TYPING_MS = 250;

export type FacetOption = { value: string; label: string; count?: number };
export type Facet = {
  key: string;
  label: string;
  options: readonly FacetOption[];
  selected: readonly string[];
  /** A question with one answer: choosing another replaces it. */
  isSingle?: boolean;
  onChange: (selected: string[]) => void;
};

type FilterBarProps = {
  search: string | undefined;
  onSearch: (search: string | undefined) => void;
  placeholder: string;
  facets: readonly Facet[];
  children?: ReactNode;
};

/** Search, the filters that are on as removable chips, and a menu of all. All of it lives in the address. */
export function FilterBar({ search, onSearch, placeholder, facets, children }: FilterBarProps) {
  const active = facets.filter(({ selected }) => selected.length > 0);
  // Those that are on stay in the menu: it must not close under whoever chooses a second value.
  const choosable = facets.filter(({ options }) => options.length > 0);
  return (
    <div className="flex flex-wrap items-center gap-2 py-3">
      <SearchBox value={search} onChange={onSearch} placeholder={placeholder} />
      {active.map((facet) => (
        <Chip key={facet.key} facet={facet} />
      ))}
      {choosable.length > 0 && (
        <Menu
          trigger={
            <Button look="ghost">
              <ListFilter aria-hidden="true" />
              Add filter
            </Button>
          }
        >
          {choosable.map((facet) => (
            <MenuSub key={facet.key} label={facet.label}>
              <Options facet={facet} />
            </MenuSub>
          ))}
        </Menu>
      )}
      <span className="flex-1" />
      {children}
    </div>
  );
}

function Chip({ facet }: { facet: Facet }) {
  const { label, options, selected, onChange } = facet;
  const words = selected.map((value) => options.find((option) => option.value === value)?.label ?? value);
  return (
    <span className="inline-flex h-(--control) max-w-full items-stretch overflow-hidden rounded-sm border border-line bg-surface text-xs shadow-xs">
      <span className="flex items-center px-2 text-fg-2">{label}</span>
      <span className="flex items-center border-x border-line px-2 text-fg-3">is</span>
      <Menu
        trigger={
          <button type="button" className="max-w-56 truncate px-2 font-medium hover:bg-hover">
            {words.join(", ")}
            <span className="sr-only">, change the {label} filter</span>
          </button>
        }
      >
        <Options facet={facet} />
      </Menu>
      <button
        type="button"
        aria-label={`Remove the ${label} filter`}
        className="border-l border-line px-1.5 text-fg-3 hover:bg-hover hover:text-fg"
        onClick={() => onChange([])}
      >
        <X className="size-3.5" aria-hidden="true" />
      </button>
    </span>
  );
}

function Options({ facet: { options, selected, isSingle, onChange } }: { facet: Facet }) {
  const set = (value: string, isChecked: boolean) => {
    const others = isSingle ? [] : selected.filter((each) => each !== value);
    onChange(isChecked ? [...others, value] : others);
  };
  return options.map(({ value, label, count }) => (
    <MenuCheck key={value} isChecked={selected.includes(value)} onChange={(isChecked) => set(value, isChecked)}>
      <span className="flex-1">{label}</span>
      {count !== undefined && <span className="num text-xs text-fg-3">{formatCount(count)}</span>}
    </MenuCheck>
  ));
}

type SearchBoxProps = { value: string | undefined; onChange: (value: string | undefined) => void; placeholder: string };

/** Writes into the address when the typing pauses; follows it when somebody goes back. */
function SearchBox({ value, onChange, placeholder }: SearchBoxProps) {
  const [draft, setDraft] = useState(value ?? "");
  const [lastValue, setLastValue] = useState(value);
  if (value !== lastValue) {
    setLastValue(value);
    if ((value ?? "") !== draft.trim()) setDraft(value ?? "");
  }
  const commit = useEffectEvent((text: string) => {
    const wanted = text.trim() || undefined;
    if (wanted !== value) onChange(wanted);
  });
  useEffect(() => {
    const timer = setTimeout(() => commit(draft), TYPING_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  return (
    <label className="flex h-(--control) w-full items-center gap-2 rounded-sm border border-line-control bg-surface px-2.5 focus-within:outline-2 focus-within:outline-ring sm:w-64">
      <Search className="size-3.5 shrink-0 text-fg-3" aria-hidden="true" />
      <span className="sr-only">{placeholder}</span>
      <input
        data-filter=""
        type="search"
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        placeholder={placeholder}
        className="w-full min-w-0 bg-transparent text-sm outline-none placeholder:text-fg-3"
      />
      <Kbd>/</Kbd>
    </label>
  );
}
