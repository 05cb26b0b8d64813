import type { useTRPCClient } from "../../api.ts";
import { download } from "../../ui/download.ts";

type Client = ReturnType<typeof useTRPCClient>;

/** As base64 a third larger: below the 8 MB that a part may have. */
const PART_BYTES = 4 * 1024 * 1024;

/** Uploads a file part by part; it never lies in memory as a whole. */
export async function sendFile(
  client: Client,
  file: File,
  onSent: (done: number, total: number) => void,
): Promise<void> {
  const parts = Math.max(1, Math.ceil(file.size / PART_BYTES));
  onSent(0, parts);
  const { id } = await client.costs.imports.create.mutate({
    name: file.name.slice(0, 200),
    sizeBytes: file.size,
    parts,
  });
  for (let number = 0; number < parts; number++) {
    const bytes = new Uint8Array(await file.slice(number * PART_BYTES, (number + 1) * PART_BYTES).arrayBuffer());
    await client.costs.imports.addPart.mutate({ id, number, data: toBase64(bytes) });
    onSent(number + 1, parts);
  }
}

const CHUNK = 0x8000;
function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(text);
}

/** A month of the ledger, page by page, as one file. */
export async function saveFocus(client: Client, month: string): Promise<void> {
  const texts: string[] = [];
  let cursor: string | null = null;
  do {
    const page: { text: string; next: string | null } = await client.costs.exportFocus.query({ month, cursor });
    texts.push(page.text);
    cursor = page.next;
  } while (cursor);
  download(`focus-1.2-${month.slice(0, 7)}.csv`, texts.join(""), "text/csv");
}
