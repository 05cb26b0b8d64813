/** Toasts come after an action, so their code is not part of the first load. */
const toaster = () => import("sonner");

export const sayDone = (sentence: string) => void toaster().then(({ toast }) => toast.success(sentence));

/** The same id replaces: ten failures of one kind are one toast. */
export const sayFailed = (sentence: string, id?: string) =>
  void toaster().then(({ toast }) => toast.error(sentence, { id: id ?? sentence }));
