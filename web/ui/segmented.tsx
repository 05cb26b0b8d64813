import { RadioGroup } from "radix-ui";
import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

type Option<Value extends string> = { value: Value; label: ReactNode; title?: string };
type SegmentedProps<Value extends string> = {
  label: string;
  options: readonly Option<Value>[];
  value: Value;
  onChange: (value: Value) => void;
};

/** One of a few, all in sight; arrow keys move. */
export function Segmented<Value extends string>({ label, options, value, onChange }: SegmentedProps<Value>) {
  const choose = (chosen: string) => {
    const option = options.find((each) => each.value === chosen);
    if (option) onChange(option.value);
  };
  return (
    <RadioGroup.Root
      aria-label={label}
      value={value}
      onValueChange={choose}
      className="inline-flex h-(--control) items-center rounded-sm border border-line bg-sunken p-0.5"
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          title={option.title}
          className={classNames(
            "inline-flex h-full items-center gap-1.5 rounded-[5px] px-2.5 text-xs font-medium whitespace-nowrap transition-colors [&_svg]:size-4",
            option.value === value
              ? "bg-surface text-fg shadow-xs ring-1 ring-line dark:bg-raised"
              : "text-fg-2 hover:text-fg",
          )}
        >
          {option.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
