import type { useTRPCClient } from "../../api.ts";
import { splitFile } from "./split-file.ts";

type Client = ReturnType<typeof useTRPCClient>;

/** A file of more than one call, in parts of whole documents; a job takes it in when all of them are there. */
export async function sendLarge(
  client: Client,
  file: File,
  onSent: (done: number, total: number) => void,
): Promise<void> {
  const parts = splitFile(await file.text());
  onSent(0, parts.length);
  const { id } = await client.catalog.imports.create.mutate({ name: file.name.slice(0, 200), parts: parts.length });
  for (const [number, part] of parts.entries()) {
    await client.catalog.imports.addPart.mutate({ id, number, ...part });
    onSent(number + 1, parts.length);
  }
}
