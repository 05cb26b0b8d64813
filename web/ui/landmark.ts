import { createContext, use } from "react";

/** The dialog around us: while it is open, nothing outside of it can be seen, pressed or heard. */
export const DialogElement = createContext<HTMLElement | null>(null);

/** Where a menu opens: in its dialog, else in the page's main landmark, so that nobody who moves by landmarks misses it. */
export const useLandmark = () => use(DialogElement) ?? document.getElementById("main");
