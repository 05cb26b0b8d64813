/** A Worker keeps six connections open at a time; one is left for the database. */
const CONNECTIONS_MAX = 5;

/** Runs work as soon as one of the connections is free. */
export function lanes(max = CONNECTIONS_MAX) {
  let free = max;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free--;
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
