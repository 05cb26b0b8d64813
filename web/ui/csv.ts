/**
 * RFC 4180. A cell that a spreadsheet would run as a formula starts with an apostrophe (OWASP: CSV injection); a number
 * below zero is none, and must stay a number.
 */
export function toCsv(header: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [header, ...rows].map((row) => row.map(toCell).join(",")).join("\r\n");
}

function toCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const isFormula = typeof value === "string" && /^[=+\-@\t\r]/.test(value) && !/^-\d+(\.\d+)?$/.test(value);
  const text = isFormula ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
