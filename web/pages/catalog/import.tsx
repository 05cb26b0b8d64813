import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { explain, type Outputs, useTRPC, useTRPCClient } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { TextArea, TextField } from "../../ui/field.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { Progress } from "../../ui/small.tsx";
import { Badge, type Tone } from "../../ui/status.tsx";
import { sayDone } from "../../ui/toast.ts";
import { Files } from "./files.tsx";
import { LargeImports } from "./large-imports.tsx";
import { sendLarge } from "./send-large.ts";

type Result = Outputs["catalog"]["check"];
const FILE_NAME = "catalog-info.yaml";
const ROWS_MAX = 200;
const BYTES_MAX = 1_000_000;
const EXAMPLE = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: checkout
spec:
  type: service
  lifecycle: production
  owner: team-a
`;

/** Paste or choose a file, see what it would change, then take it in: all of it, or nothing while a line is wrong. */
export function ImportCatalog() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const organization = useOrganization();
  const [name, setName] = useState(FILE_NAME);
  const [text, setText] = useState("");
  const [unread, setUnread] = useState<string>();
  const [sent, setSent] = useState<{ done: number; total: number }>();
  const check = useMutation(trpc.catalog.check.mutationOptions());
  const save = useMutation(
    trpc.catalog.import.mutationOptions({
      onSuccess: async ({ isSaved, entities }) => {
        if (!isSaved) return;
        await queries.invalidateQueries(trpc.catalog.pathFilter());
        sayDone(`${entities.length === 1 ? "One entity is" : `${entities.length} entities are`} in the catalog.`);
        void navigate({ to: "/$org/catalog", params: { org: organization.slug } });
      },
    }),
  );
  const suggest = useMutation(
    trpc.catalog.suggestions.read.mutationOptions({
      onSuccess: async ({ kind, suggested, problems }) => {
        if (problems.length > 0) return;
        await queries.invalidateQueries(trpc.catalog.pathFilter());
        sayDone(`${kind}: ${suggested === 1 ? "one entity is" : `${suggested} entities are`} suggested.`);
        void navigate({ to: "/$org/catalog/suggestions", params: { org: organization.slug } });
      },
    }),
  );
  const result = save.data ?? check.data ?? (suggest.data && { problems: suggest.data.problems, entities: [] });
  const failure = save.error ?? check.error ?? suggest.error;
  const forget = () => {
    check.reset();
    save.reset();
    suggest.reset();
  };
  const isOther = !/^\s*["']?apiVersion["']?\s*:/m.test(text) && text.trim() !== "";
  const change = (value: string) => {
    setText(value);
    setUnread(undefined);
    forget();
  };
  const sendInParts = async (file: File) => {
    change("");
    try {
      await sendLarge(client, file, (done, total) => setSent({ done, total }));
      sayDone(`${file.name} was sent. It is being checked.`);
      await queries.invalidateQueries(trpc.catalog.imports.pathFilter());
    } catch (error) {
      setUnread(explain(error).sentence);
    } finally {
      setSent(undefined);
    }
  };
  const take = async (file: File | undefined) => {
    if (!file) return;
    setName(file.name);
    if (file.size > BYTES_MAX) return sendInParts(file);
    change(await file.text());
  };
  const nothing = text.trim() === "" ? "Paste or choose a file first." : null;
  const problem = unread ?? (failure ? explain(failure).sentence : undefined);
  return (
    <Page width="max-w-[960px]">
      <PageHead
        title="Import"
        sub="A catalog-info.yaml in Backstage's format, with as many documents as you like; or a docker-compose file, an API description or CODEOWNERS, which tell of entities without meaning to."
        actions={
          <Link to="/$org/catalog/github" params={{ org: organization.slug }} className={buttonLook({})}>
            Read from GitHub
          </Link>
        }
      />
      <Card as="form" className="mt-5 grid gap-4 p-(--pad-card)">
        <TextField
          label="File name"
          value={name}
          maxLength={200}
          onChange={(event) => {
            setName(event.target.value);
            forget();
          }}
          hint="Importing the same name again replaces what it declared before. What it no longer lists stays as an orphan."
        />
        <TextArea
          label="YAML"
          value={text}
          rows={16}
          spellCheck={false}
          placeholder={EXAMPLE}
          onChange={(event) => change(event.target.value)}
          onDrop={(event) => {
            if (!event.dataTransfer.files[0]) return;
            event.preventDefault();
            void take(event.dataTransfer.files[0]);
          }}
          error={problem}
        />
        <div className="flex flex-wrap items-center gap-2">
          <label className={`${buttonLook({})} cursor-pointer focus-within:outline-2`}>
            Choose a file
            <input
              type="file"
              accept=".yaml,.yml,.json,CODEOWNERS"
              className="sr-only"
              onChange={(event) => void take(event.target.files?.[0])}
            />
          </label>
          <span className="flex-1" />
          <Link to="/$org/catalog" params={{ org: organization.slug }} className={buttonLook({ look: "ghost" })}>
            Cancel
          </Link>
          {isOther && (
            <Button
              look="primary"
              busy={suggest.isPending}
              unavailable={whyNot(organization, "developer") ?? nothing}
              onClick={() => suggest.mutate({ name, text })}
            >
              Suggest entities
            </Button>
          )}
          <Button busy={check.isPending} unavailable={nothing} onClick={() => check.mutate({ name, text })}>
            Check
          </Button>
          <Button
            look={isOther ? undefined : "primary"}
            busy={save.isPending}
            unavailable={whyNot(organization, "developer") ?? nothing}
            onClick={() => save.mutate({ name, text })}
          >
            Import
          </Button>
        </div>
      </Card>
      {sent && (
        <div className="mt-5">
          <Progress label="Sending the file" done={sent.done} total={sent.total} />
        </div>
      )}
      <LargeImports />
      <div aria-live="polite">{result && <Outcome result={result} />}</div>
      <Files />
    </Page>
  );
}

const CHANGE: Record<Result["entities"][number]["change"], { word: string; tone: Tone }> = {
  new: { word: "New", tone: "ok" },
  changed: { word: "Changed", tone: "info" },
  same: { word: "Same", tone: "idle" },
  orphaned: { word: "Orphaned", tone: "warn" },
};

function Outcome({ result: { problems, entities } }: { result: Pick<Result, "problems" | "entities"> }) {
  return (
    <>
      {problems.length > 0 && (
        <Card className="mt-5">
          <CardHead
            title={problems.length === 1 ? "One line is wrong" : `${problems.length} lines are wrong`}
            sub="Nothing is imported while a line is wrong."
          />
          <ul className="px-(--pad-card) pb-3 text-sm">
            {problems.slice(0, ROWS_MAX).map(({ line, column, ref, message }) => (
              <li
                key={`${line} ${column} ${message}`}
                className="grid grid-cols-[72px_minmax(0,1fr)] gap-3 border-t border-line py-2"
              >
                <span className="num text-bad-fg">Line {line}</span>
                <span className="min-w-0 break-words">
                  {ref && <span className="block text-xs text-fg-3">{ref}</span>}
                  {message}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {entities.length > 0 && (
        <Card className="mt-5">
          <CardHead title="What the file changes" sub={`${entities.length} in all`} />
          <ul className="px-(--pad-card) pb-3 text-sm">
            {entities.slice(0, ROWS_MAX).map(({ ref, title, line, change }) => (
              <li key={ref} className="flex items-center gap-3 border-t border-line py-2">
                <span className="min-w-0 flex-1 truncate">
                  {title} <span className="text-fg-3">{ref}</span>
                </span>
                {line !== null && <span className="num text-xs text-fg-3">line {line}</span>}
                <Badge tone={CHANGE[change].tone}>{CHANGE[change].word}</Badge>
              </li>
            ))}
            {entities.length > ROWS_MAX && (
              <li className="border-t border-line py-2 text-fg-3">and {entities.length - ROWS_MAX} more</li>
            )}
          </ul>
        </Card>
      )}
    </>
  );
}
