import { apiDescription } from "./api-description.ts";
import { codeowners } from "./codeowners.ts";
import { compose } from "./compose.ts";
import type { FileReader } from "./reader.ts";

/** Files that tell of entities without meaning to, one line each. */
export const FILE_READERS: readonly FileReader[] = [compose, apiDescription, codeowners];

/** By its name, else by what it says. */
export const readerFor = (name: string, text: string): FileReader | undefined =>
  FILE_READERS.find(({ matches }) => matches(name)) ?? FILE_READERS.find(({ looksLike }) => looksLike(text));
