import { useQuery } from "@tanstack/react-query";
import { type Outputs, useTRPC } from "../../api.ts";
import { Select, TextArea, TextField } from "../../ui/field.tsx";

type Field = Outputs["catalog"]["templates"]["get"]["pages"][number]["fields"][number];
export type Answers = Record<string, unknown>;

export const isAsked = ({ when }: Field, answers: Answers) => when === null || when.in.includes(answers[when.field]);

type FieldInputProps = { field: Field; value: unknown; error: string | undefined; onChange: (value: unknown) => void };

/** One question, asked the way its kind is answered. */
export function FieldInput({ field, value, error, onChange }: FieldInputProps) {
  const label = `${field.title}${field.isRequired ? "" : " (optional)"}`;
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  const common = { label, ...(field.help && { hint: field.help }), ...(error && { error }) };
  switch (field.as) {
    case "yes-no":
      return (
        <label className="flex items-start gap-2.5 text-sm">
          <input
            type="checkbox"
            checked={value === true}
            onChange={(event) => onChange(event.target.checked)}
            className="mt-0.5 size-4 accent-(--accent)"
          />
          <span>
            <span className="font-medium">{field.title}</span>
            {field.help && <span className="block text-xs text-fg-3">{field.help}</span>}
          </span>
        </label>
      );
    case "choice":
      return (
        <Choice
          label={label}
          help={error ?? field.help}
          value={text}
          options={field.options.map(({ value, label }) => ({ value: String(value), label }))}
          onChange={(chosen) => onChange(field.options.find((option) => String(option.value) === chosen)?.value)}
        />
      );
    case "entity":
    case "owner":
      return <EntityChoice field={field} label={label} help={error ?? field.help} value={text} onChange={onChange} />;
    case "repository":
      return <Repository {...common} value={text} onChange={onChange} />;
    case "number":
      return (
        <TextField
          {...common}
          type="number"
          value={text}
          onChange={(event) => onChange(event.target.value === "" ? undefined : Number(event.target.value))}
        />
      );
    case "long-text":
      return <TextArea {...common} rows={4} value={text} onChange={(event) => onChange(event.target.value)} />;
    case "list":
    case "many":
      return (
        <TextField
          {...common}
          hint={field.help ?? "Several, divided by commas"}
          value={Array.isArray(value) ? value.join(", ") : ""}
          onChange={(event) =>
            onChange(
              event.target.value === "" ? undefined : event.target.value.split(",").map((each) => each.trimStart()),
            )
          }
        />
      );
    case "secret":
      return <TextField {...common} hint="Secrets are not taken yet; this stays empty." disabled value="" />;
    case "json":
      return (
        <TextArea
          {...common}
          rows={4}
          defaultValue={value === undefined ? "" : JSON.stringify(value)}
          onChange={(event) => onChange(parsed(event.target.value))}
        />
      );
    default:
      return <TextField {...common} value={text} onChange={(event) => onChange(event.target.value)} />;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

type ChoiceProps = {
  label: string;
  help: string | null | undefined;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
};

function Choice({ label, help, value, options, onChange }: ChoiceProps) {
  return (
    <div>
      <span className="mb-1.5 block text-sm font-medium">{label}</span>
      <Select
        label={label}
        className="w-full"
        value={value}
        onChange={(event) => onChange(event.target.value || undefined)}
      >
        <option value="">Choose</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </Select>
      {help && <p className="mt-1.5 text-xs text-fg-3">{help}</p>}
    </div>
  );
}

const KNOWN_MAX = 100;

/** From the catalogue: the first hundred of the kinds that are asked for. */
function EntityChoice({ field, ...rest }: Omit<ChoiceProps, "options"> & { field: Field }) {
  const trpc = useTRPC();
  const kind = field.kinds.length > 0 ? field.kinds : field.as === "owner" ? ["Group", "User"] : undefined;
  const list = useQuery(trpc.catalog.list.queryOptions({ limit: KNOWN_MAX, ...(kind && { kind }) }));
  return (
    <Choice
      {...rest}
      options={(list.data?.items ?? []).map(({ ref, title, kind }) => ({ value: ref, label: `${title} (${kind})` }))}
    />
  );
}

type RepositoryProps = {
  label: string;
  hint?: string;
  error?: string;
  value: string;
  onChange: (value: string) => void;
};

/** Written as RepoUrlPicker writes it: github.com?owner=…&repo=… */
function Repository({ label, value, onChange, ...rest }: RepositoryProps) {
  const [host = "github.com", query = ""] = value ? value.split("?") : [];
  const parts = new URLSearchParams(query);
  const change = (name: "owner" | "repo", text: string) => {
    parts.set(name, text);
    onChange(`${host}?${parts}`);
  };
  return (
    <fieldset className="grid gap-3 sm:grid-cols-2">
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      <TextField
        label="Owner"
        value={parts.get("owner") ?? ""}
        onChange={(event) => change("owner", event.target.value)}
      />
      <TextField
        label="Repository"
        {...rest}
        value={parts.get("repo") ?? ""}
        onChange={(event) => change("repo", event.target.value)}
      />
    </fieldset>
  );
}
