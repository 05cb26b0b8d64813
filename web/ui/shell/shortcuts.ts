import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent } from "react";
import { useOrganization } from "../organization.ts";
import { currentAppearance } from "../theme.ts";
import { PAGES } from "./nav.ts";

/** A letter counts as the second of a sequence only within this time. */
const SEQUENCE_MS = 1_000;

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest("input, textarea, select, [role=menu], [role=dialog]") !== null);

type Actions = { openPalette: () => void; openHelp: () => void; toggleSidebar: () => void };

/** ⌘K always works; single keys can be switched off (WCAG 2.1.4) and keep quiet while somebody types. */
export function useShortcuts({ openPalette, openHelp, toggleSidebar }: Actions) {
  const navigate = useNavigate();
  const { slug } = useOrganization();
  const onKey = useEffectEvent((event: KeyboardEvent, afterG: boolean): boolean => {
    if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      openPalette();
      return false;
    }
    const hasModifier = event.metaKey || event.ctrlKey || event.altKey;
    if (hasModifier || !currentAppearance().hasShortcuts || isTyping(event.target)) return false;
    if (afterG) {
      const page = PAGES.find(({ key }) => key === event.key);
      if (page) void navigate({ to: page.to, params: { org: slug } });
      return false;
    }
    if (event.key === "?") openHelp();
    if (event.key === "[") toggleSidebar();
    if (event.key === "j" || event.key === "k") focusRow(event.key === "j" ? 1 : -1);
    if (event.key === "x") selectRow();
    if (event.key === "/") {
      const filter = document.querySelector<HTMLInputElement>("[data-filter]");
      if (filter) {
        event.preventDefault();
        filter.focus();
      }
    }
    return event.key === "g";
  });
  useEffect(() => {
    let gPressedAt = Number.NEGATIVE_INFINITY;
    const listen = (event: KeyboardEvent) => {
      const pressedG = onKey(event, event.timeStamp - gPressedAt < SEQUENCE_MS);
      gPressedAt = pressedG ? event.timeStamp : Number.NEGATIVE_INFINITY;
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}

/** Chooses the row that has the focus, or takes it back. */
const selectRow = () =>
  document.querySelector<HTMLElement>("[data-row]:focus")?.closest("tr")?.querySelector("input")?.click();

/** Moves to the next or previous row of the table on screen; the first press enters it. */
function focusRow(step: 1 | -1) {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const at = rows.findIndex((row) => row.matches(":focus"));
  rows[at === -1 ? 0 : at + step]?.focus();
}
