import { type FormEvent, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";

type ProveProps = {
  title: string;
  text: string;
  label: string;
  verb: string;
  isBusy: boolean;
  isDangerous?: boolean;
  problem: string | undefined;
  onProve: (proof: string) => void;
  onClose: () => void;
};

/** Asks who is there before something of theirs changes. */
export function Prove({ title, text, label, verb, isBusy, isDangerous, problem, onProve, onClose }: ProveProps) {
  const [proof, setProof] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isBusy) onProve(proof);
  };
  return (
    <Dialog isOpen onClose={onClose} title={title} description={text}>
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <TextField
          label={label}
          type="password"
          autoComplete="current-password"
          required
          value={proof}
          onChange={(event) => setProof(event.target.value)}
          error={problem}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look={isDangerous ? "danger" : "primary"} busy={isBusy}>
            {verb}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Shown once: what is stored of them cannot make them again. */
export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Your recovery codes"
      description="Each opens your account once when your phone is lost. Keep them where you keep passwords: they are not shown again."
    >
      <Snippet label="Recovery codes" text={codes.join("\n")} />
      <div className="mt-4 flex justify-end">
        <Button look="primary" onClick={onClose}>
          I have kept them
        </Button>
      </div>
    </Dialog>
  );
}
