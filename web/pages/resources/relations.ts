/** Backstage's relation kinds and how each reads from the other end. */
const INVERSE: Record<string, string> = { dependsOn: "dependencyOf", partOf: "hasPart", ownedBy: "ownerOf" };

/** "dependsOn" → "Depends on" */
export function relationInWords(kind: string): string {
  const words = kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const inverseInWords = (kind: string) => relationInWords(INVERSE[kind] ?? `${kind} from`);
