import { useState } from "react";

const KEY = "devcontrol.invitation";

/**
 * The token of the invitation that this tab was opened with. It comes after the # and is kept for the way through
 * signing in or up, in this tab only: an address that carried it would reach logs.
 */
export function useInvitationToken(): string | null {
  const [token] = useState(() => {
    const given = location.hash.slice(1);
    if (given) sessionStorage.setItem(KEY, given);
    return given || sessionStorage.getItem(KEY);
  });
  return token;
}

export const forgetInvitation = () => sessionStorage.removeItem(KEY);
