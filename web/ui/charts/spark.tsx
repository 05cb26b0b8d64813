import { scaleLinear } from "d3-scale";
import { area, curveMonotoneX, line } from "d3-shape";
import { useId } from "react";

const WIDTH = 96;
const HEIGHT = 28;

/** The shape of a figure's last days; the figure itself stands beside it, so it is silent for assistive technology. */
export function Spark({ values }: { values: readonly number[] }) {
  const id = useId();
  const last = values.at(-1);
  if (last === undefined || values.length < 2) return null;
  const x = scaleLinear([0, values.length - 1], [1, WIDTH - 4]);
  const y = scaleLinear([Math.min(...values), Math.max(...values)], [HEIGHT - 3, 3]);
  const points = [...values];
  const path = line<number>((_, index) => x(index), y).curve(curveMonotoneX)(points) ?? "";
  const below = area<number>((_, index) => x(index), HEIGHT, y).curve(curveMonotoneX)(points) ?? "";
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
      className="overflow-visible"
    >
      <defs>
        <linearGradient id={id} x1="0" x2="0" y1="0" y2="1">
          <stop offset="0" stopColor="var(--accent)" stopOpacity=".16" />
          <stop offset="1" stopColor="var(--accent)" stopOpacity="0" />
        </linearGradient>
      </defs>
      <path d={below} fill={`url(#${id})`} />
      <path d={path} fill="none" stroke="var(--accent)" strokeWidth="1.5" strokeLinejoin="round" />
      <circle cx={x(values.length - 1)} cy={y(last)} r="2.25" fill="var(--accent)" />
    </svg>
  );
}
