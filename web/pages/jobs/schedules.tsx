import { useQuery } from "@tanstack/react-query";
import { CalendarClock } from "lucide-react";
import { useTRPC } from "../../api.ts";
import { Time } from "../../ui/time.tsx";

const CADENCE: Record<string, string> = {
  minute: "every minute",
  hour: "every hour",
  day: "every day",
  week: "every week",
};

/** What recurs by itself, and when next. */
export function Schedules() {
  const trpc = useTRPC();
  const schedules = useQuery(trpc.operations.schedules.queryOptions());
  if (!schedules.data?.length) return null;
  return (
    <ul className="mt-4 flex flex-wrap gap-x-6 gap-y-1.5 text-sm">
      {schedules.data.map(({ name, title, cadence, cron, nextAt }) => (
        <li key={name} className="flex items-center gap-2" title={`Cron line ${cron}, UTC`}>
          <CalendarClock className="size-4 text-fg-3" strokeWidth={1.75} aria-hidden="true" />
          <span>{title}</span>
          <span className="text-fg-3">
            {CADENCE[cadence] ?? cadence}
            {nextAt && (
              <>
                , next <Time at={nextAt} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
