import { METRICS } from "../../search.ts";
import { Select } from "../../ui/field.tsx";
import { METRIC_WORDS } from "./metric-words.ts";

type Metric = (typeof METRICS)[number];

/** Which of the two standing views, or of the four costs. */
export function MetricSelect({ value, onChange }: { value: Metric; onChange: (metric: Metric | undefined) => void }) {
  return (
    <Select
      label="View"
      value={value}
      onChange={({ target }) => onChange(METRICS.find((each) => each === target.value))}
    >
      {METRICS.map((each) => (
        <option key={each} value={each}>
          {METRIC_WORDS[each]}
        </option>
      ))}
    </Select>
  );
}
