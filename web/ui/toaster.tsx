import { Toaster as Primitive } from "sonner";
import { useTheme } from "./theme.ts";

export function Toaster() {
  const { isDark } = useTheme();
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
