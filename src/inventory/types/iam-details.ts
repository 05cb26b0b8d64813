import type { PolicyDetail } from "@aws-sdk/client-iam";
import type { Json } from "../resource-type.ts";
import { documentOf } from "./reading.ts";

/** GetAccountAuthorizationDetails holds users, roles, groups and policies with their documents: no request for each. */
export const DETAILS_PAGE = 100;

/** IAM returns documents URL-encoded (RFC 3986). */
export const policyOf = (text: string | undefined): Json =>
  documentOf(text?.startsWith("%") ? decodeURIComponent(text) : text);

export const inlineOf = (list: readonly PolicyDetail[] | undefined) =>
  (list ?? []).map(({ PolicyName = "", PolicyDocument }) => ({ name: PolicyName, document: policyOf(PolicyDocument) }));

export const attachedOf = (list: readonly { PolicyArn?: string }[] | undefined) =>
  (list ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []).sort();
