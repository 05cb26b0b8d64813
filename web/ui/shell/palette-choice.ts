import { type KeyboardEvent, useCallback, useRef, useState } from "react";

const MOVES = new Set(["ArrowDown", "ArrowUp", "Home", "End"]);

/**
 * Which row Enter runs: the first one, whatever is found meanwhile and put above it, until somebody moves to another; and
 * the first one again when that one is gone. cmdk alone keeps to a row, and to none when the list was empty for a moment.
 */
export function usePaletteChoice() {
  const [value, setValue] = useState("");
  const isChosen = useRef(false);
  const listRef = useCallback((list: HTMLDivElement | null) => {
    if (!list) return;
    const chooseFirst = () => {
      if (isChosen.current && list.querySelector('[cmdk-item][aria-selected="true"]')) return;
      isChosen.current = false;
      setValue(list.querySelector("[cmdk-item]")?.getAttribute("data-value") ?? "");
    };
    const observer = new MutationObserver(chooseFirst);
    observer.observe(list, { childList: true, subtree: true });
    chooseFirst();
    return () => observer.disconnect();
  }, []);
  return {
    listRef,
    /** What was typed means something new. */
    typed: () => {
      isChosen.current = false;
    },
    command: {
      value,
      onValueChange: setValue,
      onKeyDown: ({ key }: KeyboardEvent) => {
        if (MOVES.has(key)) isChosen.current = true;
      },
      onPointerMove: () => {
        isChosen.current = true;
      },
    },
  };
}
