import { afterAll } from "bun:test";

const ends: (() => unknown)[] = [];

/** Of what serves the suites of several files: called once, when the last file has run. A preload (bunfig.toml). */
export const atEnd = (end: () => unknown) => void ends.push(end);

afterAll(async () => {
  for (const end of ends.toReversed()) await end();
}, 60_000);
