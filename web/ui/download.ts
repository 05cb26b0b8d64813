/** Hands a text to the browser as a file. */
export function download(
  name: string,
  text: string,
  type: "text/csv" | "text/yaml" | "text/plain" | "application/json",
) {
  // The mark in front tells Excel that a table is UTF-8; other readers would stumble over it.
  const parts = type === "text/csv" ? ["\uFEFF", text] : [text];
  const url = URL.createObjectURL(new Blob(parts, { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
