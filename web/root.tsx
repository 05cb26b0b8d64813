import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useToasterWanted } from "./ui/toast.ts";

const Toaster = lazy(() => import("./ui/toaster.tsx").then(({ Toaster }) => ({ default: Toaster })));

/** Around every page: the page itself, and toasts once there is one to show. */
export function Root() {
  const isToasterWanted = useToasterWanted();
  return (
    <>
      <Outlet />
      <Suspense>{isToasterWanted && <Toaster />}</Suspense>
    </>
  );
}
