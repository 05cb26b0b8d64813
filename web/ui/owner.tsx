import type { Outputs } from "../api.ts";

type Owner = Outputs["findings"]["get"]["owner"];

/** "group:default/checkout" → "checkout" */
export const ownerName = (ref: string) => ref.replace(/^group:(default\/)?/, "").replace(/^user:(default\/)?/, "");

/** How it is known, so that a wrong owner can be put right where it comes from. */
export function ownerReason(owner: NonNullable<Owner>): string {
  switch (owner.source) {
    case "assigned":
      return `as ${owner.from} said here`;
    case "tag":
      return `by its tag ${owner.from}`;
    case "stack":
      return `as the rest of its stack ${owner.from}`;
    case "catalog":
      return `by the catalogue: ${owner.from}`;
    default:
      return "by default for the account";
  }
}

export function OwnerLine({ owner }: { owner: Owner }) {
  if (!owner)
    return (
      <p className="text-sm text-fg-2">
        Nobody is known. Tag the resource with Owner, claim it in the catalogue, or set a default for its account.
      </p>
    );
  return (
    <p className="text-sm">
      <span className="font-medium" title={owner.ref}>
        {ownerName(owner.ref)}
      </span>{" "}
      <span className="text-fg-3">{ownerReason(owner)}</span>
    </p>
  );
}
