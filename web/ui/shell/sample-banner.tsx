import { Link } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";
import { useOrganization } from "../organization.ts";

/** The demo must never be taken for somebody's real account. */
export function SampleBanner() {
  const { isSample, name } = useOrganization();
  if (!isSample) return null;
  return (
    <section
      aria-label="Sample data"
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-info-soft px-4 py-2 text-xs text-info-fg lg:px-6"
    >
      <FlaskConical className="size-3.5 shrink-0" aria-hidden="true" />
      <p className="min-w-0 flex-1">
        <strong className="font-semibold">Sample data, read-only.</strong>{" "}
        <span className="max-sm:sr-only">
          {name} is a fictional company: its resources, costs and findings are made up.
        </span>
      </p>
      <Link to="/signup" className="font-medium underline underline-offset-2">
        Sign up to use your own
      </Link>
    </section>
  );
}
