import { useSyncExternalStore } from "react";

let isWanted = false;
const listeners = new Set<() => void>();
/** Set by the toaster when it is on screen: what is said before that would be said to nobody. */
let markReady = () => {};
const ready = new Promise<void>((resolve) => {
  markReady = resolve;
});
export const toasterIsReady = () => markReady();

/** Toasts come after an action, so their code is loaded with the first one. */
async function toaster() {
  isWanted = true;
  for (const each of listeners) each();
  const [{ toast }] = await Promise.all([import("sonner"), ready]);
  return toast;
}

export const useToasterWanted = () =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => isWanted,
  );

export const sayDone = (sentence: string) => void toaster().then((toast) => toast.success(sentence));

const UNDO_MS = 10_000;
/** What can be taken back at once, while the sentence stands there. */
export const sayUndoable = (sentence: string, undo: () => void) =>
  void toaster().then((toast) =>
    toast.success(sentence, { duration: UNDO_MS, action: { label: "Undo", onClick: undo } }),
  );

/** The same sentence again replaces the first: ten failures of one kind are one toast. */
export const sayFailed = (sentence: string) => void toaster().then((toast) => toast.error(sentence, { id: sentence }));
