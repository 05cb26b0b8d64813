import * as z from "zod";
import { organizations as table } from "../../db/schema/organizations.ts";
import type { OrgContext } from "../base/context.ts";
import type { Permission } from "../base/permissions.ts";
import { anyone, org, person, router } from "../base/trpc.ts";
import { apiKeys } from "./api-keys-router.ts";
import { data } from "./data-router.ts";
import { acceptInvitation, InvitationToken, readInvitation } from "./invitations.ts";
import { members } from "./members-router.ts";
import { AddressChange, addressColumns, changeAddress } from "./names.ts";
import {
  changeSettings,
  createOrganization,
  OrganizationName,
  renameOrganization,
  Settings,
  SettingsChange,
} from "./organizations.ts";
import type { ImportCatalogFile } from "./teams.ts";
import { serviceRoles, teams } from "./teams-router.ts";
import { toUsage, usageQueries } from "./usage.ts";

/** What this capability needs of others; src/router.ts puts it here. */
export type Composed = {
  /** What must follow a change of settings, in its transaction. */
  onSettingsChanged: (context: OrgContext) => Promise<unknown>;
  /** What the whole product can do, and who may. */
  permissions: () => Permission[];
  importCatalogFile: ImportCatalogFile;
};

export const organizations = ({ onSettingsChanged, permissions, importCatalogFile }: Composed) =>
  router({
    members,
    teams: teams(importCatalogFile),
    serviceRoles,
    apiKeys,
    data,

    /** A mutation, because the input of a query stands in the address, and so in logs. */
    invitation: anyone
      .meta({ title: "Read an invitation" })
      .input(z.strictObject({ token: InvitationToken }))
      .mutation(({ ctx, input }) => readInvitation(ctx, input.token)),

    acceptInvitation: person
      .meta({ title: "Accept an invitation", limit: "attempt" })
      .input(z.strictObject({ token: InvitationToken }))
      .mutation(({ ctx, input }) => acceptInvitation(ctx, input.token, async () => ctx.caller)),

    current: org("viewer")
      .meta({ title: "Show the organisation" })
      .query(({ ctx }) =>
        ctx.read(
          (db) => [db.select({ deleteAt: table.deleteAt }).from(table)],
          ([rows], { slug, name, kind, role }) => ({
            slug,
            name,
            role,
            isSample: kind === "sample",
            /** When it is deleted, unless an owner undoes that; null: nobody has asked for it. */
            deleteAt: rows[0]?.deleteAt ?? null,
          }),
        ),
      ),

    permissions: org("viewer")
      .meta({ title: "Show what each role may do" })
      .query(({ ctx }) =>
        ctx.read(
          () => [],
          () => ({ items: permissions() }),
        ),
      ),

    create: person
      .meta({ title: "Create an organisation" })
      .input(z.strictObject({ name: OrganizationName }))
      .mutation(({ ctx, input }) =>
        createOrganization(ctx, ctx.caller.name, input.name, async () => ctx.caller.userId),
      ),

    rename: org("owner")
      .meta({ title: "Rename the organisation" })
      .input(z.strictObject({ name: OrganizationName }))
      .mutation(({ ctx, input }) => ctx.write((context) => renameOrganization(context, input.name))),

    address: org("viewer")
      .meta({ title: "Show the organisation's subdomain and domain" })
      .query(({ ctx }) =>
        ctx.read(
          (db) => [db.select(addressColumns).from(table)],
          ([rows]) => rows[0] ?? { subdomain: null, domain: null },
        ),
      ),

    changeAddress: org("owner")
      .meta({ title: "Change the organisation's subdomain and domain" })
      .input(AddressChange)
      .mutation(({ ctx, input }) => ctx.write((context) => changeAddress(context, input))),

    usage: org("viewer")
      .meta({ title: "Show what is used of the plan" })
      .query(({ ctx }) =>
        ctx.read(
          (db) => usageQueries(db, ctx.now),
          ([[own], [members], [invited], [accounts], [today]]) =>
            toUsage(own?.plan ?? "free", {
              members: members?.count ?? 0,
              invited: invited?.count ?? 0,
              awsAccounts: accounts?.count ?? 0,
              events: today?.count ?? 0,
            }),
        ),
      ),

    settings: org("viewer")
      .meta({ title: "Show settings" })
      .query(({ ctx }) =>
        ctx.read(
          (db) => [db.select({ settings: table.settings }).from(table)],
          ([rows]) => Settings.parse(rows[0]?.settings ?? {}),
        ),
      ),

    changeSettings: org("maintainer")
      .meta({ title: "Change settings" })
      .input(SettingsChange)
      .mutation(({ ctx, input }) =>
        ctx.write(async (context) => {
          const settings = await changeSettings(context, input);
          await onSettingsChanged(context);
          return settings;
        }),
      ),
  });
