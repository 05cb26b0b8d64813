import { Dialog } from "../dialog.tsx";
import { Sidebar } from "./sidebar.tsx";

/** The sidebar on small screens. */
export function Drawer({ onClose }: { onClose: () => void }) {
  return (
    <Dialog isOpen onClose={onClose} title="Navigation" place="left" width="max-w-[288px]">
      <div className="-mx-5 h-full">
        <Sidebar />
      </div>
    </Dialog>
  );
}
