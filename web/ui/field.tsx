import { type ComponentProps, type ReactNode, useId } from "react";
import { classNames } from "./class-names.ts";

const control =
  "h-(--control) rounded-sm border border-line-control bg-surface px-2.5 text-sm text-fg placeholder:text-fg-3 disabled:bg-sunken disabled:text-fg-3 aria-invalid:border-bad";

type FieldProps = { label: string; hint?: ReactNode; error?: string };
type Described = { id: string; "aria-invalid"?: true; "aria-describedby"?: string };

/** Label above, hint or error below, wired for assistive technology. */
function Field({ label, hint, error, children }: FieldProps & { children: (described: Described) => ReactNode }) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      {children({ id, "aria-invalid": error ? true : undefined, "aria-describedby": note ? `${id}-note` : undefined })}
      {note && (
        <p id={`${id}-note`} className={classNames("mt-1.5 text-xs", error ? "text-bad-fg" : "text-fg-3")}>
          {note}
        </p>
      )}
    </div>
  );
}

export function TextField({ label, hint, error, className, ...input }: FieldProps & ComponentProps<"input">) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => <input {...input} {...described} className={classNames(control, "w-full", className)} />}
    </Field>
  );
}

/** A box with its words beside it: the words may be clicked, too. */
export function CheckField({ label, hint, ...input }: { label: string; hint?: ReactNode } & ComponentProps<"input">) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5">
      <input
        {...input}
        id={id}
        type="checkbox"
        aria-describedby={hint ? `${id}-note` : undefined}
        className="mt-0.5 size-4 shrink-0 accent-(--accent)"
      />
      <div>
        <label htmlFor={id} className="block text-sm font-medium">
          {label}
        </label>
        {hint && (
          <p id={`${id}-note`} className="mt-0.5 text-xs text-fg-3">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}

type SelectProps = ComponentProps<"select"> & { label: string };

/** The platform's own list: it knows every keyboard and every screen reader. */
export function Select({ label, className, children, ...select }: SelectProps) {
  return (
    <select aria-label={label} {...select} className={classNames(control, "pr-1", className)}>
      {children}
    </select>
  );
}

/** The same with its label above, for forms. */
export function SelectField({
  label,
  hint,
  error,
  className,
  children,
  ...select
}: FieldProps & ComponentProps<"select">) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <select {...select} {...described} className={classNames(control, "w-full pr-1", className)}>
          {children}
        </select>
      )}
    </Field>
  );
}

/** Text of several lines, such as a file to paste. */
export function TextArea({ label, hint, error, className, ...area }: FieldProps & ComponentProps<"textarea">) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(described) => (
        <textarea
          {...area}
          {...described}
          className={classNames(control, "h-auto w-full py-2 font-mono text-xs leading-5", className)}
        />
      )}
    </Field>
  );
}
