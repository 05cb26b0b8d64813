import { useRef } from "react";

/**
 * Gives the focus back to what had it when this was opened. The library gives it to a trigger, and ours have none: they
 * are opened by a row, a key or an address.
 */
export function useFocusReturn() {
  const before = useRef<Element | null>(null);
  return {
    remember: () => {
      before.current = document.activeElement;
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      const had = before.current;
      const isThere = had instanceof HTMLElement && had.isConnected && had !== document.body;
      (isThere ? had : document.getElementById("main"))?.focus();
    },
  };
}
