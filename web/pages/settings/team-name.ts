/** "Payments & Billing" → "payments-billing": what the catalogue can name. */
export const nameFrom = (title: string) =>
  title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9\s-]+/g, "")
    .split(/[\s-]+/)
    .filter(Boolean)
    .join("-")
    .slice(0, 63)
    .replace(/-+$/, "");
