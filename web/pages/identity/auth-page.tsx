import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Mark } from "../../ui/small.tsx";

/** A card in the middle of the screen, the way back above it. */
export function AuthPage({
  title,
  sub,
  children,
  footer,
}: {
  title: string;
  sub: string;
  children: ReactNode;
  footer: ReactNode;
}) {
  return (
    <main id="main" className="grid min-h-dvh place-items-center px-4 py-10">
      <title>{`${title} · DevControl`}</title>
      <div className="w-full max-w-[400px]">
        <Link to="/" className="mb-6 flex items-center justify-center gap-2 text-base font-semibold">
          <Mark size={26} />
          DevControl
        </Link>
        <div className="rounded-lg border border-line bg-surface p-6 shadow-sm">
          <h1 className="text-xl font-semibold">{title}</h1>
          <p className="mt-1 mb-5 text-base text-fg-2">{sub}</p>
          {children}
        </div>
        <div className="mt-4 text-center text-sm text-fg-2">{footer}</div>
      </div>
    </main>
  );
}

export function FormError({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="rounded-sm bg-bad-soft px-3 py-2 text-sm text-bad-fg">
      {children}
    </p>
  );
}

export function FormDone({ children }: { children: ReactNode }) {
  return (
    <p role="status" className="rounded-sm bg-ok-soft px-3 py-2 text-sm break-words text-ok-fg">
      {children}
    </p>
  );
}

export const ToLogin = () => (
  <Link to="/login" className="font-medium text-accent-fg hover:underline">
    Back to signing in
  </Link>
);
