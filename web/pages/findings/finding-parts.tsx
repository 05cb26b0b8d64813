import { Link } from "@tanstack/react-router";
import type { Outputs } from "../../api.ts";
import { typeLabel } from "../../ui/aws.ts";
import { formatCount } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";

export type Finding = Outputs["findings"]["get"];

export function ResourceLine({ finding: { resource, accountName } }: { finding: Finding }) {
  const { slug } = useOrganization();
  return (
    <>
      <Link
        to="/$org/resources/$id"
        params={{ org: slug, id: resource.id }}
        className="font-medium break-words text-accent-fg hover:underline"
      >
        {resource.name}
      </Link>
      <p className="text-sm text-fg-3">
        {typeLabel(resource.type)} · {resource.region} · {accountName}
      </p>
      <p className="mt-0.5 font-mono text-xs break-all text-fg-3">{resource.arn}</p>
    </>
  );
}

type Requirement = NonNullable<Finding["rule"]>["requirements"][number];

/** By framework, each leading to its page; versions that a newer one replaces come last. */
export function Requirements({ requirements }: { requirements: readonly Requirement[] }) {
  const { slug } = useOrganization();
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)] gap-1.5 text-sm text-fg-2">
      {requirements.map(({ framework, name, ids }) => (
        <li key={framework}>
          <Link
            to="/$org/compliance/$framework"
            params={{ org: slug, framework }}
            className="text-fg underline decoration-line-strong underline-offset-2 hover:text-accent-fg"
          >
            {name}
          </Link>{" "}
          <span className="break-words">{ids.join(", ")}</span>
        </li>
      ))}
    </ul>
  );
}

const LINK = "text-fg underline decoration-line-strong underline-offset-2 hover:text-accent-fg";

/** What to mend instead. */
export function Cause({ cause: { id, title } }: { cause: NonNullable<Finding["cause"]> }) {
  const { slug } = useOrganization();
  return (
    <p className="text-sm text-fg-2">
      It is counted and mended with{" "}
      <Link to="/$org/findings/$id" params={{ org: slug, id }} className={LINK}>
        {title}
      </Link>
      .
    </p>
  );
}

/** The findings that need no work of their own. */
export function Parts({ parts, covers }: Pick<Finding, "parts" | "covers">) {
  const { slug } = useOrganization();
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)] gap-1.5 text-sm text-fg-2">
      {parts.map(({ id, title, resourceName }) => (
        <li key={id}>
          <Link to="/$org/findings/$id" params={{ org: slug, id }} className={LINK}>
            {title}
          </Link>{" "}
          <span className="break-words text-fg-3">{resourceName}</span>
        </li>
      ))}
      {covers > parts.length && <li className="text-fg-3">and {formatCount(covers - parts.length)} more</li>}
    </ul>
  );
}
