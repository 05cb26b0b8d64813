import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Network } from "lucide-react";
import { explain, useTRPC } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { sayFailed } from "../../ui/toast.ts";
import type { Account } from "./account-status.tsx";

/** The way to the member accounts, on the card of their management account. */
export function Members({ account: { id, members } }: { account: Account }) {
  const { slug } = useOrganization();
  return (
    <div className="mt-3 flex flex-wrap items-center justify-between gap-2 rounded-sm bg-sunken px-3 py-2 text-sm">
      <span>
        Management account of an AWS organisation:{" "}
        {members > 0
          ? `${plural(members, "member account is", "member accounts are")} chosen to be read.`
          : "no member account is chosen yet."}
      </span>
      <Link
        to="/$org/accounts/$id/members"
        params={{ org: slug, id }}
        search={{}}
        className={buttonLook({ size: "sm" })}
      >
        <Network aria-hidden="true" />
        Member accounts
      </Link>
    </div>
  );
}

export function AddOrganization({ account: { id } }: { account: Account }) {
  const trpc = useTRPC();
  const organization = useOrganization();
  const navigate = useNavigate();
  const add = useMutation(
    trpc.inventory.members.add.mutationOptions({
      onSuccess: () =>
        navigate({ to: "/$org/accounts/$id/members", params: { org: organization.slug, id }, search: {} }),
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  return (
    <Button
      look="ghost"
      unavailable={whyNot(organization, "maintainer")}
      busy={add.isPending}
      onClick={() => add.mutate({ managementId: id })}
    >
      <Network aria-hidden="true" />
      Add member accounts
    </Button>
  );
}
