import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { buttonLook } from "../ui/button.tsx";
import { ErrorState } from "../ui/query-state.tsx";

export function NotFound() {
  return (
    <main id="main" className="grid min-h-dvh">
      <NotFoundInside />
    </main>
  );
}

/** For places that have a frame around them already. */
export function NotFoundInside() {
  return (
    <div className="grid min-h-full place-items-center p-6">
      <title>Not found · DevControl</title>
      <div className="max-w-sm text-center">
        <p className="num text-2xl font-semibold text-fg-3">404</p>
        <h1 className="mt-2 text-xl font-semibold">This page does not exist</h1>
        <p className="mt-1 text-base text-fg-2">The address may be mistyped, or what it showed was removed.</p>
        <Link to="/" className={`mt-5 ${buttonLook({ look: "primary" })}`}>
          Go to the start page
        </Link>
      </div>
    </div>
  );
}

/** The net under a page: the rest of the app stays usable. */
export function PageErrorInside({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => void router.invalidate().finally(reset);
  return (
    <div className="grid min-h-full place-items-center">
      <title>Error · DevControl</title>
      <ErrorState heading="h1" title="This page stopped working" error={error} retry={retry} />
    </div>
  );
}

export function PageError(props: ErrorComponentProps) {
  return (
    <main id="main" className="grid min-h-dvh">
      <PageErrorInside {...props} />
    </main>
  );
}
