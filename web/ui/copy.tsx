import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, IconButton } from "./button.tsx";
import { ScrollRegion } from "./scroll-region.tsx";

const SHOWN_MS = 1_500;

function useCopied(text: string) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () =>
    void navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      // Refused (an insecure origin, a permission): the text is on screen and can be selected.
      () => setCopied(false),
    );
  return { copied, copy };
}

export function CopyButton({ text, label }: { text: string; label: string }) {
  const { copied, copy } = useCopied(text);
  return (
    <IconButton size="icon-sm" label={copied ? "Copied" : label} onClick={copy}>
      {copied ? <Check className="text-ok-fg" aria-hidden="true" /> : <Copy aria-hidden="true" />}
    </IconButton>
  );
}

/** Text to paste elsewhere: a command, a template. */
export function Snippet({ text, label, heightMax = "max-h-72" }: { text: string; label: string; heightMax?: string }) {
  const { copied, copy } = useCopied(text);
  return (
    <div className="rounded-md border border-line bg-sunken">
      <div className="flex items-center justify-between border-b border-line py-1 pr-1 pl-3 text-xs text-fg-3">
        {label}
        <Button look="ghost" size="sm" onClick={copy}>
          {copied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
          {copied ? "Copied" : "Copy"}
        </Button>
      </div>
      <ScrollRegion label={label} className={heightMax}>
        <pre className="px-3 py-2.5 font-mono text-xs leading-5">{text}</pre>
      </ScrollRegion>
    </div>
  );
}
