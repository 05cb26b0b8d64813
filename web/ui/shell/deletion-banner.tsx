import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { useOrganization } from "../organization.ts";
import { Time } from "../time.tsx";

/** Only owners see it: nobody else can open an organisation that is about to be deleted. */
export function DeletionBanner({ at }: { at: string }) {
  const { slug, name } = useOrganization();
  return (
    <section
      aria-label="About to be deleted"
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-bad-soft px-4 py-2 text-xs text-bad-fg lg:px-6"
    >
      <TriangleAlert className="size-3.5 shrink-0" aria-hidden="true" />
      <p className="min-w-0 flex-1">
        <strong className="font-semibold">{name} is about to be deleted</strong>, with all that it holds:{" "}
        <Time at={at} />.
      </p>
      <Link to="/$org/settings/data" params={{ org: slug }} className="font-medium underline underline-offset-2">
        Undo it
      </Link>
    </section>
  );
}
