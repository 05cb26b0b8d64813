import { useState } from "react";

/** The token of the mail's link: it comes after the #, which no server sees. */
export function useMailToken(): string {
  const [token] = useState(() => location.hash.slice(1));
  return token;
}
