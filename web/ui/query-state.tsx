import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { explain } from "../api.ts";
import { Button } from "./button.tsx";
import { CopyButton } from "./copy.tsx";

type QueryStateProps<Data> = {
  query: { data: Data | undefined; error: unknown; isFetching: boolean; refetch: () => unknown };
  /** Same geometry as the content. */
  skeleton: ReactNode;
  children: (data: Data) => ReactNode;
};

/** Loading, error, content: what was read stays on screen while it is read again. Empty is the page's own word. */
export function QueryState<Data>({ query, skeleton, children }: QueryStateProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) {
    return <ErrorState error={query.error} retry={() => void query.refetch()} isRetrying={query.isFetching} />;
  }
  return (
    <div aria-busy="true">
      <span className="sr-only">Loading</span>
      {skeleton}
    </div>
  );
}

type ErrorStateProps = {
  error: unknown;
  retry?: () => void;
  isRetrying?: boolean;
  title?: string;
  heading?: "h1" | "h2";
};

export function ErrorState({
  error,
  retry,
  isRetrying,
  title = "This could not be loaded",
  heading: Heading = "h2",
}: ErrorStateProps) {
  const { sentence, requestId } = explain(error);
  return (
    <div role="alert" className="grid place-items-center p-8">
      <div className="max-w-md text-center">
        <Heading className="text-lg font-semibold">{title}</Heading>
        <p className="mt-1 text-base text-fg-2">{sentence}</p>
        {retry && (
          <Button className="mt-4" busy={isRetrying} onClick={retry}>
            <RotateCw aria-hidden="true" />
            Try again
          </Button>
        )}
        {requestId && (
          <p className="mt-4 flex items-center justify-center gap-1 text-xs text-fg-3">
            Request <span className="font-mono">{requestId}</span>
            <CopyButton text={requestId} label="Copy the request id" />
          </p>
        )}
      </div>
    </div>
  );
}
