export { acceptInvitation, InvitationToken } from "./invitations.ts";
export { createOrganization, OrganizationName, readSettings, Settings } from "./organizations.ts";
export { callsPerMinute } from "./plan-rate.ts";
export { organizations } from "./router.ts";
export { sendInvitation } from "./send-invitation.ts";
