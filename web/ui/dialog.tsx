import { X } from "lucide-react";
import { Dialog as Primitive } from "radix-ui";
import { type ReactNode, useState } from "react";
import { IconButton } from "./button.tsx";
import { useFocusReturn } from "./focus-return.ts";
import { DialogElement } from "./landmark.ts";

type DialogProps = {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** Where it sits: the middle of the screen, or a panel at its right or left edge. */
  place?: "middle" | "right" | "left";
  width?: string;
};

const PLACE = {
  middle: "top-[max(16px,10vh)] left-1/2 max-h-[80vh] -translate-x-1/2 rounded-xl",
  right: "inset-y-0 right-0 h-dvh border-l border-line",
  left: "inset-y-0 left-0 h-dvh",
};

/**
 * Our scrim instead of the library's overlay: that one locks scrolling through a <style> element, which the content
 * security policy refuses, and only our <main> scrolls anyway.
 */
export function Dialog({ isOpen, onClose, title, description, children, place = "middle", width }: DialogProps) {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const { remember, onCloseAutoFocus } = useFocusReturn();
  return (
    <Primitive.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Primitive.Portal>
        <div className="fixed inset-0 z-40 bg-scrim" aria-hidden="true" />
        <Primitive.Content
          ref={setElement}
          onOpenAutoFocus={remember}
          onCloseAutoFocus={onCloseAutoFocus}
          className={`fixed z-50 flex w-[calc(100vw-24px)] flex-col bg-raised shadow-modal outline-none animate-in ${PLACE[place]} ${width ?? "max-w-[520px]"}`}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <header className="flex items-start justify-between gap-3 px-5 pt-4 pb-3">
            <div className="min-w-0">
              <Primitive.Title className="text-lg font-semibold break-words">{title}</Primitive.Title>
              {description && (
                <Primitive.Description className="mt-0.5 text-sm text-fg-2">{description}</Primitive.Description>
              )}
            </div>
            <Primitive.Close asChild>
              <IconButton label="Close" size="icon-sm">
                <X aria-hidden="true" />
              </IconButton>
            </Primitive.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5">
            <DialogElement value={element}>{children}</DialogElement>
          </div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
