import * as z from "zod/mini";
import { isWebAddress } from "./relations.ts";

const Texts = z.record(z.string(), z.string());
type Metadata = { metadata: Record<string, unknown> };

export const annotationsOf = ({ metadata }: Metadata): Record<string, string> =>
  Texts.safeParse(metadata.annotations ?? {}).data ?? {};

/**
 * Who is called when it breaks. Of several the first counts; ours is an address, or a text such as "#payments-oncall".
 * Of pagerduty.com/integration-key only that there is one: who knows it can send alerts.
 */
const ON_CALL: [key: string, tool: string][] = [
  ["devcontrol.io/on-call", ""],
  ["pagerduty.com/service-id", "PagerDuty service"],
  ["opsgenie.com/component-selector", "Opsgenie component"],
  ["opsgenie.com/team", "Opsgenie team"],
  ["incident.io/team-id", "incident.io team"],
];
export type OnCall = { tool: string; text: string; url: string | null };
export function onCallOf(entity: Metadata): OnCall | null {
  const annotations = annotationsOf(entity);
  for (const [key, tool] of ON_CALL) {
    const text = annotations[key];
    if (text) return { tool, text, url: isWebAddress(text) ? text : null };
  }
  if (annotations["pagerduty.com/integration-key"])
    return { tool: "", text: "PagerDuty, by an integration key", url: null };
  return null;
}

/** Where its source is, as the file says; of several the first counts. */
export function repositoryOf(entity: Metadata): { name: string; url: string } | null {
  const annotations = annotationsOf(entity);
  const slug = annotations["github.com/project-slug"];
  if (slug && /^[\w.-]+\/[\w.-]+$/.test(slug)) return { name: slug, url: `https://github.com/${slug}` };
  for (const key of ["backstage.io/source-location", "backstage.io/view-url"]) {
    const url = annotations[key]?.replace(/^url:/, "");
    if (url && /^https?:/i.test(url) && URL.canParse(url)) {
      const { host, pathname } = new URL(url);
      return { name: `${host}${pathname}`.replace(/\/+$/, ""), url };
    }
  }
  return null;
}

/** Of an entity whose file lies on GitHub, where its annotations do not say. */
export function repositoryOfFile(file: string | null): { name: string; url: string } | null {
  const [, slug] = /^https:\/\/github\.com\/([\w.-]+\/[\w.-]+)\/blob\//.exec(file ?? "") ?? [];
  return slug ? { name: slug, url: `https://github.com/${slug}` } : null;
}
