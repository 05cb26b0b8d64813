import type { Ports } from "../base/context.ts";
import { badRequest } from "../base/errors.ts";
import type { Trust } from "./role-template.ts";

export type Trusted = { externalId: string | null; subject: string | null };

/** Whom a connection's role is to believe. Throws where this installation cannot be believed that way. */
export function trustOf(
  { aws, webIdentity }: Pick<Ports, "aws" | "webIdentity">,
  { externalId, subject }: Trusted,
): Trust {
  if (subject) {
    if (webIdentity.issuer === null) throw badRequest(webIdentity.problem);
    return { kind: "web-identity", issuer: webIdentity.issuer, subject };
  }
  if (!externalId || !aws.principal) throw badRequest("This account is not connected by a role.");
  return { kind: "external-id", principalArn: aws.principal, externalId };
}
