import { Link } from "@tanstack/react-router";
import { classNames } from "../class-names.ts";
import { useOrganization } from "../organization.ts";
import { useSetup } from "./setup.ts";

/** In the sidebar until everything is set up. */
export function SetupCard() {
  const { slug, isSample } = useOrganization();
  const setup = useSetup();
  if (isSample || !setup?.next) return null;
  const { steps, done, next } = setup;
  return (
    <div className="mb-2 rounded-md border border-line bg-surface p-3">
      <div className="flex items-center justify-between text-xs">
        <span className="font-medium">Set up</span>
        <span className="num text-fg-3">
          {done} of {steps.length}
        </span>
      </div>
      <div
        role="progressbar"
        aria-label="Set-up progress"
        aria-valuenow={done}
        aria-valuemin={0}
        aria-valuemax={steps.length}
        className="mt-2 flex gap-1"
      >
        {steps.map((step) => (
          <i
            key={step.key}
            className={classNames("h-1 flex-1 rounded-full", step.isDone ? "bg-accent" : "bg-active")}
          />
        ))}
      </div>
      <Link to="/$org/onboarding" params={{ org: slug }} className="mt-2 block text-xs text-accent-fg hover:underline">
        Next: {next.title}
      </Link>
    </div>
  );
}
