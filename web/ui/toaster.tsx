import { useEffect } from "react";
import { Toaster as Primitive } from "sonner";
import { useTheme } from "./theme.ts";
import { toasterIsReady } from "./toast.ts";

export function Toaster() {
  const { isDark } = useTheme();
  useEffect(toasterIsReady, []);
  return (
    <Primitive
      theme={isDark ? "dark" : "light"}
      position="bottom-right"
      closeButton
      visibleToasts={3}
      duration={6_000}
      containerAriaLabel="Notifications"
      toastOptions={{
        classNames: {
          toast: "!rounded-md !border-line !bg-raised !font-sans !text-sm !text-fg !shadow-pop",
          closeButton: "!border-line !bg-raised !text-fg-2",
        },
      }}
    />
  );
}
