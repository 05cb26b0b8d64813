export { deleteOrganization } from "./delete.ts";
export { endExport, exportOrganization } from "./export.ts";
export { answerExport } from "./export-download.ts";
export { acceptInvitation, InvitationToken } from "./invitations.ts";
export { leave } from "./members.ts";
export { createOrganization, OrganizationName, readSettings, Settings } from "./organizations.ts";
export { callsPerMinute } from "./plan-rate.ts";
export { organizations } from "./router.ts";
export { sendInvitation } from "./send-invitation.ts";
