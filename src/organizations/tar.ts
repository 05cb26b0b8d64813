const BLOCK = 512;
const NAME_MAX = 100;

/** One file of a tar archive (POSIX ustar): its header, its content and the padding. */
export function tarFile(name: string, content: Uint8Array, at: Date): Uint8Array<ArrayBuffer> {
  const encoded = new TextEncoder().encode(name);
  if (encoded.length > NAME_MAX) throw new Error(`The name ${name} is too long for an archive.`);
  const file = new Uint8Array(BLOCK + Math.ceil(content.length / BLOCK) * BLOCK);
  const write = (text: string, offset: number) => file.set(new TextEncoder().encode(text), offset);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, "0")}\0`;
  file.set(encoded, 0);
  write(octal(0o644, 7), 100);
  write(octal(0, 7), 108);
  write(octal(0, 7), 116);
  write(octal(content.length, 11), 124);
  write(octal(Math.floor(at.getTime() / 1000), 11), 136);
  write("        ", 148);
  write("0", 156);
  write("ustar\x0000", 257);
  // The sum of the header's bytes, counted with spaces where the sum itself will stand.
  const sum = file.subarray(0, BLOCK).reduce((total, byte) => total + byte, 0);
  write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  file.set(content, BLOCK);
  return file;
}

/** Two empty blocks end an archive. */
export const tarEnd = () => new Uint8Array(2 * BLOCK);

export async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
