import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps, MouseEvent } from "react";
import { classNames } from "./class-names.ts";

export const buttonLook = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-sm font-medium whitespace-nowrap select-none transition-[background,border-color,color,box-shadow] duration-100 ease-out disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      look: {
        primary: "bg-accent text-on-accent shadow-xs not-aria-disabled:hover:bg-accent-hover",
        secondary:
          "border border-line-strong bg-surface text-fg shadow-xs not-aria-disabled:hover:bg-[color-mix(in_oklch,var(--surface),var(--fg)_4%)]",
        ghost: "text-fg-2 not-aria-disabled:hover:bg-hover not-aria-disabled:hover:text-fg",
        danger:
          "bg-bad-soft text-bad-fg not-aria-disabled:hover:bg-[color-mix(in_oklch,var(--bad-soft),var(--bad)_14%)]",
      },
      size: {
        md: "h-(--control) px-3 text-sm",
        sm: "h-(--control-sm) px-2 text-xs",
        lg: "h-10 px-4 text-base",
        icon: "size-(--control)",
        "icon-sm": "size-(--control-sm)",
      },
    },
    defaultVariants: { look: "secondary", size: "md" },
  },
);

type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof buttonLook> & {
    /** Why the action cannot be taken now. The button stays reachable, so that everyone can learn the reason. */
    unavailable?: string | null;
    busy?: boolean;
  };

export function Button({ className, look, size, unavailable, busy, onClick, title, children, ...rest }: ButtonProps) {
  const blocked = Boolean(unavailable) || busy;
  const click = (event: MouseEvent<HTMLButtonElement>) => (blocked ? event.preventDefault() : onClick?.(event));
  return (
    <button
      type="button"
      {...rest}
      onClick={click}
      aria-disabled={blocked || undefined}
      aria-busy={busy || undefined}
      aria-description={unavailable ?? undefined}
      title={unavailable ?? title}
      className={classNames(buttonLook({ look, size }), className)}
    >
      {children}
    </button>
  );
}

/** Only an icon to see, so it must be told what it does. */
export function IconButton({ label, look = "ghost", size = "icon", ...rest }: ButtonProps & { label: string }) {
  return <Button aria-label={label} title={label} look={look} size={size} {...rest} />;
}
