const UNITS = ["bytes", "kB", "MB", "GB"];

/** 668097 → "668 kB": by thousands, as disks are sold. */
export function formatSize(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`;
}
