export { readSessionCookie, sessionCookie } from "./cookies.ts";
export { startGuestSession } from "./guest.ts";
export { finishOAuth } from "./oauth.ts";
export { outboxEmail } from "./outbox.ts";
export { identity } from "./router.ts";
export { noteLimit, noteRefusal } from "./security-events.ts";
export { sendMail } from "./send-mail.ts";
export { readSession } from "./sessions.ts";
