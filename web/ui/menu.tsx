import { Check, ChevronRight } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { type ReactNode, useState } from "react";
import { useLandmark } from "./landmark.ts";

const item =
  "flex h-8 cursor-default items-center gap-2 rounded-sm px-2 text-sm text-fg outline-none select-none data-[highlighted]:bg-active data-[disabled]:text-fg-3 [&_svg]:size-4 [&_svg]:text-fg-3";

type MenuProps = {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  side?: "top" | "bottom";
  label?: string;
};

export function Menu({ trigger, children, align = "start", side = "bottom", label }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const landmark = useLandmark();
  return (
    // Not modal: a modal menu locks scrolling through a <style> element, which the content security policy refuses.
    <DropdownMenu.Root modal={false} open={isOpen} onOpenChange={setOpen}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal container={landmark}>
        <DropdownMenu.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
          className="z-50 max-h-[60vh] min-w-52 overflow-y-auto rounded-md bg-raised p-1 shadow-pop animate-in"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type MenuItemProps = { children: ReactNode; onSelect?: () => void; unavailable?: string | null };

export function MenuItem({ children, onSelect, unavailable }: MenuItemProps) {
  return (
    <DropdownMenu.Item
      className={item}
      onSelect={onSelect}
      disabled={Boolean(unavailable)}
      title={unavailable ?? undefined}
    >
      {children}
    </DropdownMenu.Item>
  );
}

type MenuCheckProps = { children: ReactNode; isChecked: boolean; onChange: (isChecked: boolean) => void };

/** Stays open, because several are often changed together. */
export function MenuCheck({ children, isChecked, onChange }: MenuCheckProps) {
  return (
    <DropdownMenu.CheckboxItem
      className={item}
      checked={isChecked}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
    >
      <span className="grid size-4 place-items-center">
        <DropdownMenu.ItemIndicator>
          <Check aria-hidden="true" />
        </DropdownMenu.ItemIndicator>
      </span>
      {children}
    </DropdownMenu.CheckboxItem>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2 pt-2 pb-1 text-2xs text-fg-3">{children}</DropdownMenu.Label>;
}

export const MenuSeparator = () => <DropdownMenu.Separator className="my-1 h-px bg-line" />;
/** Wraps a router link, so that it stays a link: middle click, copy address. */
export function MenuLink({ children }: { children: ReactNode }) {
  return (
    <DropdownMenu.Item asChild className={item}>
      {children}
    </DropdownMenu.Item>
  );
}

/** A menu inside the menu. */
export function MenuSub({ label, children }: { label: string; children: ReactNode }) {
  const landmark = useLandmark();
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger className={`${item} data-[state=open]:bg-active`}>
        <span className="flex-1">{label}</span>
        <ChevronRight aria-hidden="true" />
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal container={landmark}>
        <DropdownMenu.SubContent
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-[60vh] min-w-52 overflow-y-auto rounded-md bg-raised p-1 shadow-pop animate-in"
        >
          {children}
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  );
}
