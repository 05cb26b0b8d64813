import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

type Org = Awaited<ReturnType<World["org"]>>;
const refusedWith = (code: string) => ({ data: { code } });
const FILE = (owner: string) => ({
  name: "shop.yaml",
  text: ["checkout", "search"]
    .map(
      (name) =>
        `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${name}\nspec:\n  type: service\n  lifecycle: production\n  owner: ${owner}\n`,
    )
    .join("---\n"),
});
const CHECKOUT = "component:default/checkout";
const idOf = async (org: Org, name: string) =>
  (await org.as("owner").organizations.members.list.query()).items.find((member) => member.name === name)?.id ?? "";
/** Whose file lists them no more: the state in which an entity can be removed. */
const orphan = (org: Org) =>
  world.owner.query("update entities set orphaned_at = now() where organization_id = $1 and kind = 'Component'", [
    org.id,
  ]);

describe("a team", () => {
  test("is a group of the catalogue that owns what names it", async () => {
    const acme = await world.org();
    const { teams } = acme.as("maintainer").organizations;
    const { ref } = await teams.create.mutate({ name: "Payments", title: "Payments", description: "Takes the money." });
    expect(ref).toBe("group:default/payments");
    await acme.as("developer").catalog.import.mutate(FILE("payments"));
    await teams.addMember.mutate({ ref, userId: await idOf(acme, "viewer") });
    const { items } = await acme.as("viewer").organizations.teams.list.query();
    expect(items).toMatchObject([
      { ref, title: "Payments", description: "Takes the money.", members: 1, owns: 2, isMadeHere: true },
    ]);
    const { relations } = await acme.as("viewer").catalog.get.query({ ref });
    expect(relations.filter(({ type }) => type === "ownerOf").length).toBe(2);
    const shown = await acme.as("viewer").organizations.teams.get.query({ ref });
    expect(shown.people.map(({ name }) => name)).toEqual(["viewer"]);
  });

  test("of a file takes members too, and is removed where it is declared", async () => {
    const acme = await world.org();
    const text =
      "apiVersion: backstage.io/v1alpha1\nkind: Group\nmetadata:\n  name: platform\nspec:\n  type: team\n  children: []\n";
    await acme.as("owner").catalog.import.mutate({ name: "org.yaml", text });
    const ref = "group:default/platform";
    const { teams } = acme.as("owner").organizations;
    await teams.addMember.mutate({ ref, userId: await idOf(acme, "developer") });
    await expect(teams.remove.mutate({ ref })).rejects.toMatchObject(refusedWith("CONFLICT"));
    await expect(teams.create.mutate({ name: "platform", title: "Platform" })).rejects.toMatchObject(
      refusedWith("CONFLICT"),
    );
  });

  test("that is removed leaves nothing but its events; who leaves the organisation leaves its teams", async () => {
    const acme = await world.org();
    const { teams, members } = acme.as("owner").organizations;
    const { ref } = await teams.create.mutate({ name: "gone", title: "Gone" });
    const userId = await idOf(acme, "viewer");
    await teams.addMember.mutate({ ref, userId });
    await expect(teams.addMember.mutate({ ref, userId })).rejects.toMatchObject(refusedWith("CONFLICT"));
    await members.remove.mutate({ userId });
    expect((await teams.get.query({ ref })).people).toEqual([]);
    await teams.remove.mutate({ ref });
    expect((await teams.list.query()).items).toEqual([]);
    const { rows } = await world.owner.query(
      "select action from events where organization_id = $1 and target_type = 'team' order by id",
      [acme.id],
    );
    expect(rows.map(({ action }) => action)).toEqual(["team.create", "team.add", "team.remove"]);
  });

  test("takes nobody who is no member, and no name that is none", async () => {
    const [acme, rival] = [await world.org(), await world.org()];
    const { teams } = acme.as("owner").organizations;
    const { ref } = await teams.create.mutate({ name: "walled", title: "Walled" });
    await expect(teams.addMember.mutate({ ref, userId: await idOf(rival, "viewer") })).rejects.toMatchObject(
      refusedWith("NOT_FOUND"),
    );
    await expect(
      rival.as("owner").organizations.teams.addMember.mutate({ ref, userId: await idOf(rival, "viewer") }),
    ).rejects.toMatchObject(refusedWith("NOT_FOUND"));
    for (const name of ["", "two words", "a--b", "-a", "ä"])
      await expect(teams.create.mutate({ name, title: "X" })).rejects.toMatchObject(refusedWith("BAD_REQUEST"));
  });
});

describe("a role on a service", () => {
  test("adds to the organisation's, for that service only", async () => {
    const acme = await world.org();
    await acme.as("owner").catalog.import.mutate(FILE("payments"));
    const viewer = acme.as("viewer");
    await orphan(acme);
    await expect(viewer.catalog.remove.mutate({ ref: CHECKOUT })).rejects.toMatchObject(refusedWith("FORBIDDEN"));
    const { serviceRoles } = acme.as("owner").organizations;
    await serviceRoles.give.mutate({ service: CHECKOUT, userId: await idOf(acme, "viewer"), role: "developer" });
    await expect(viewer.catalog.remove.mutate({ ref: "component:default/search" })).rejects.toMatchObject(
      refusedWith("FORBIDDEN"),
    );
    expect(await viewer.catalog.remove.mutate({ ref: CHECKOUT })).toEqual({ ref: CHECKOUT });
  });

  test("given to a team is its members', until they leave it", async () => {
    const acme = await world.org();
    await acme.as("owner").catalog.import.mutate(FILE("payments"));
    const { teams, serviceRoles } = acme.as("owner").organizations;
    const { ref } = await teams.create.mutate({ name: "payments", title: "Payments" });
    const userId = await idOf(acme, "viewer");
    await teams.addMember.mutate({ ref, userId });
    await serviceRoles.give.mutate({ service: CHECKOUT, team: ref, role: "maintainer" });
    const asViewer = acme.as("viewer").organizations.serviceRoles;
    const developer = await idOf(acme, "developer");
    const { id } = await asViewer.give.mutate({ service: CHECKOUT, userId: developer, role: "developer" });
    await expect(asViewer.give.mutate({ service: CHECKOUT, userId: developer, role: "owner" })).rejects.toMatchObject(
      refusedWith("FORBIDDEN"),
    );
    await teams.removeMember.mutate({ ref, userId });
    await expect(asViewer.take.mutate({ id, service: CHECKOUT })).rejects.toMatchObject(refusedWith("FORBIDDEN"));
    expect((await asViewer.list.query()).items.map(({ role }) => role)).toEqual(["maintainer", "developer"]);
  });

  test("is changed by giving another, and taken away", async () => {
    const acme = await world.org();
    await acme.as("owner").catalog.import.mutate(FILE("payments"));
    const { serviceRoles } = acme.as("owner").organizations;
    const userId = await idOf(acme, "viewer");
    const first = await serviceRoles.give.mutate({ service: CHECKOUT, userId, role: "owner" });
    await expect(
      acme.as("maintainer").organizations.serviceRoles.give.mutate({ service: CHECKOUT, userId, role: "developer" }),
    ).rejects.toMatchObject(refusedWith("FORBIDDEN"));
    expect(await serviceRoles.give.mutate({ service: CHECKOUT, userId, role: "developer" })).toEqual(first);
    await serviceRoles.take.mutate({ id: first.id, service: CHECKOUT });
    expect((await serviceRoles.list.query()).items).toEqual([]);
    await expect(serviceRoles.give.mutate({ service: CHECKOUT, role: "developer" })).rejects.toMatchObject(
      refusedWith("BAD_REQUEST"),
    );
  });

  test("is not an API key's: that has its own role only", async () => {
    const acme = await world.org();
    await acme.as("owner").catalog.import.mutate(FILE("payments"));
    await orphan(acme);
    const { apiKeys } = acme.as("owner").organizations;
    const { key } = await apiKeys.create.mutate({ name: "CI", role: "viewer", scopes: ["write"], days: 1 });
    const answer = await world.fetch(`/trpc/${acme.slug}/catalog.remove`, {
      method: "POST",
      headers: { "x-api-key": key, "content-type": "application/json" },
      body: JSON.stringify({ ref: CHECKOUT }),
    });
    expect(answer.status).toBe(403);
  });
});
