import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const tokenOf = (link: string) => new URL(link).hash.slice(1);
const refusedWith = (code: string) => ({ data: { code } });
type Org = Awaited<ReturnType<World["org"]>>;

async function idOf(org: Org, role: string): Promise<string> {
  const { items } = await org.as("owner").organizations.members.list.query();
  return items.find((member) => member.role === role)?.id ?? "";
}

describe("invitations", () => {
  test("the link makes a person a member with its role, once", async () => {
    const [acme, ada, eve] = [await world.org(), await world.person("Ada"), await world.person("Eve")];
    const { link, role } = await acme.as("owner").organizations.members.invite.mutate({ role: "developer" });
    expect(new URL(link).pathname).toBe("/invite");
    const token = tokenOf(link);
    expect(await world.client(null).organizations.invitation.mutate({ token })).toMatchObject({
      slug: acme.slug,
      role,
      invitedBy: "Ada",
    });
    expect(await world.client(ada.cookie).organizations.acceptInvitation.mutate({ token })).toEqual({
      slug: acme.slug,
      role: "developer",
    });
    expect((await world.client(ada.cookie, acme.slug).organizations.current.query()).role).toBe("developer");
    await expect(world.client(eve.cookie).organizations.acceptInvitation.mutate({ token })).rejects.toMatchObject(
      refusedWith("NOT_FOUND"),
    );
    const { rows } = await world.owner.query(
      "select action, actor_name, data from events where organization_id = $1 and action like 'member.%' order by id",
      [acme.id],
    );
    expect(rows.map(({ action }) => action)).toEqual(["member.join", "member.invite", "member.accept", "member.join"]);
    expect(rows[3]).toMatchObject({ actor_name: "Ada", data: { before: null, after: { role: "developer" } } });
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  test("two who open one link at once: one gets in", async () => {
    const acme = await world.org();
    const people = await Promise.all(Array.from({ length: 4 }, (_, n) => world.person(`P${n}`)));
    const { link } = await acme.as("owner").organizations.members.invite.mutate({ role: "viewer" });
    const answers = await Promise.allSettled(
      people.map(({ cookie }) => world.client(cookie).organizations.acceptInvitation.mutate({ token: tokenOf(link) })),
    );
    expect(answers.filter(({ status }) => status === "fulfilled").length).toBe(1);
    expect((await acme.as("owner").organizations.members.list.query()).items.length).toBe(5);
  });

  test("a newcomer signs up with it and needs no organisation of their own", async () => {
    const acme = await world.org();
    const { link } = await acme.as("owner").organizations.members.invite.mutate({ role: "viewer", note: "Grace" });
    const form = { email: `${crypto.randomUUID()}@example.com`, password: "correct horse battery", name: "Grace" };
    const answer = await world.fetch("/trpc/identity.signUp", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...form, invitation: tokenOf(link) }),
    });
    expect((await answer.json()).result.data).toEqual({ slug: acme.slug });
    const cookie = (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const me = await world.client(cookie).identity.me.query();
    expect(me?.organizations.map(({ slug, role }) => [slug, role])).toEqual([[acme.slug, "viewer"]]);
    const { items } = await acme.as("viewer").organizations.members.list.query();
    expect(items.find(({ name }) => name === "Grace")?.lastSignInAt).toBeTruthy();
    await expect(world.client(null).identity.signUp.mutate(form)).rejects.toMatchObject(refusedWith("BAD_REQUEST"));
  });

  test("withdrawn, expired and made-up links get one answer", async () => {
    const [acme, ada] = [await world.org(), await world.person()];
    const owner = acme.as("owner").organizations.members;
    const [withdrawn, expired] = [
      await owner.invite.mutate({ role: "viewer" }),
      await owner.invite.mutate({ role: "viewer" }),
    ];
    await owner.withdraw.mutate({ id: withdrawn.id });
    await world.owner.query("update invitations set expires_at = now() - interval '1 second' where id = $1", [
      expired.id,
    ]);
    const messages = new Set<string>();
    for (const token of [tokenOf(withdrawn.link), tokenOf(expired.link), "a".repeat(43)])
      await world
        .client(ada.cookie)
        .organizations.acceptInvitation.mutate({ token })
        .catch((error) => {
          expect(error).toMatchObject(refusedWith("NOT_FOUND"));
          messages.add(error.message);
        });
    expect(messages.size).toBe(1);
  });

  test("nobody invites above their own role, and viewers do not see who is invited", async () => {
    const acme = await world.org();
    await expect(acme.as("maintainer").organizations.members.invite.mutate({ role: "owner" })).rejects.toMatchObject(
      refusedWith("FORBIDDEN"),
    );
    await acme.as("maintainer").organizations.members.invite.mutate({ role: "maintainer" });
    expect((await acme.as("viewer").organizations.members.list.query()).invitations).toEqual([]);
    expect((await acme.as("owner").organizations.members.list.query()).invitations.length).toBe(1);
  });

  test("a member who opens a link is told so, and the link stays good", async () => {
    const [acme, ada] = [await world.org(), await world.person()];
    const { link } = await acme.as("owner").organizations.members.invite.mutate({ role: "owner" });
    await expect(
      world.client(acme.cookieOf("viewer")).organizations.acceptInvitation.mutate({ token: tokenOf(link) }),
    ).rejects.toMatchObject(refusedWith("CONFLICT"));
    await world.client(ada.cookie).organizations.acceptInvitation.mutate({ token: tokenOf(link) });
  });
});

describe("roles", () => {
  test("a change holds from the next call on", async () => {
    const acme = await world.org();
    await acme
      .as("owner")
      .organizations.members.changeRole.mutate({ userId: await idOf(acme, "viewer"), role: "maintainer" });
    await acme.as("viewer").organizations.members.invite.mutate({ role: "viewer" });
  });

  test("the last owner neither leaves nor steps down; with a second one either may", async () => {
    const acme = await world.org();
    const owner = acme.as("owner").organizations.members;
    const self = await idOf(acme, "owner");
    await expect(owner.leave.mutate()).rejects.toMatchObject(refusedWith("CONFLICT"));
    await expect(owner.changeRole.mutate({ userId: self, role: "viewer" })).rejects.toMatchObject(
      refusedWith("CONFLICT"),
    );
    await owner.changeRole.mutate({ userId: await idOf(acme, "maintainer"), role: "owner" });
    await owner.leave.mutate();
    await expect(owner.list.query()).rejects.toMatchObject(refusedWith("NOT_FOUND"));
  });

  test("two owners who step down at once leave one of them", async () => {
    const acme = await world.org();
    const owner = acme.as("owner").organizations.members;
    const [first, second] = [await idOf(acme, "owner"), await idOf(acme, "maintainer")];
    await owner.changeRole.mutate({ userId: second, role: "owner" });
    const answers = await Promise.allSettled([
      owner.changeRole.mutate({ userId: first, role: "viewer" }),
      acme.as("maintainer").organizations.members.changeRole.mutate({ userId: second, role: "viewer" }),
    ]);
    expect(answers.filter(({ status }) => status === "fulfilled").length).toBe(1);
  });

  test("a maintainer cannot touch an owner", async () => {
    const acme = await world.org();
    const userId = await idOf(acme, "owner");
    await acme
      .as("owner")
      .organizations.members.changeRole.mutate({ userId: await idOf(acme, "developer"), role: "owner" });
    const maintainer = acme.as("maintainer").organizations.members;
    await expect(maintainer.remove.mutate({ userId })).rejects.toMatchObject(refusedWith("FORBIDDEN"));
    await expect(maintainer.changeRole.mutate({ userId, role: "viewer" })).rejects.toMatchObject(
      refusedWith("FORBIDDEN"),
    );
  });

  test("ownership goes to another member in one step", async () => {
    const acme = await world.org();
    const userId = await idOf(acme, "developer");
    await acme.as("owner").organizations.members.transfer.mutate({ userId });
    expect((await acme.as("owner").organizations.current.query()).role).toBe("maintainer");
    expect((await acme.as("developer").organizations.current.query()).role).toBe("owner");
  });

  test("a removed member sees nothing any more", async () => {
    const acme = await world.org();
    await acme.as("maintainer").organizations.members.remove.mutate({ userId: await idOf(acme, "viewer") });
    await expect(acme.as("viewer").organizations.current.query()).rejects.toMatchObject(refusedWith("NOT_FOUND"));
  });

  test("a removed member's open stream ends with the removal, and hears nothing after it", async () => {
    const org = await world.org();
    const stream = await world.fetch(`/trpc/${org.slug}/live.events`, {
      headers: { cookie: org.cookieOf("developer"), accept: "text/event-stream", "sec-fetch-site": "same-origin" },
    });
    expect(stream.status).toBe(200);
    const heard = stream.text();
    const { rows } = await world.owner.query(
      "select user_id from memberships where organization_id = $1 and role = 'developer'",
      [org.id],
    );
    // The stream is there once it has answered; what comes now, it hears.
    await org.as("owner").organizations.rename.mutate({ name: "Before the removal" });
    await org.as("owner").organizations.members.remove.mutate({ userId: rows[0].user_id });
    await org.as("owner").organizations.rename.mutate({ name: "After the removal" });
    const text = await heard;
    expect(text).toContain("members.changed");
    expect(text).toMatch(/UNAUTHORIZED|NOT_FOUND|FORBIDDEN/);
    expect(text.slice(text.indexOf("members.changed"))).not.toContain("organization.rename");
  });

  test("the demo's guest cannot leave it", async () => {
    const acme = await world.org();
    await world.owner.query("update users set email = null where id = $1", [await idOf(acme, "viewer")]);
    await expect(acme.as("viewer").organizations.members.leave.mutate()).rejects.toMatchObject(
      refusedWith("FORBIDDEN"),
    );
  });
});
