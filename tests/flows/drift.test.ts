import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { AwsCall } from "../../src/ports/aws.ts";
import { sampleAws } from "../../src/ports/aws-sample.ts";
import { openWorld, type World } from "../world.ts";

/** What AWS answers differently from then on. */
let change: (call: AwsCall, answer: Record<string, unknown>) => unknown = () => {};
let world: World;
let acme: Awaited<ReturnType<World["org"]>>;
let accountId: string;
let bucketId: string;

beforeAll(async () => {
  world = await openWorld({
    ports: {
      aws: {
        principal: "arn:aws:iam::111122223333:user/devcontrol",
        reopen(credentials, now) {
          return this.open(credentials, now);
        },
        open: async (_, now) => {
          const sample = sampleAws({ now });
          return {
            async call(call, input, region) {
              const answer = await sample.call(call, input, region);
              change(call, answer as Record<string, unknown>);
              return answer;
            },
          };
        },
        tryDoor: async () => "closed",
      },
    },
  });
  acme = await world.org();
  // One bucket is made after the first discovery.
  change = (call, answer) => {
    if (call === "s3:ListBuckets" && Array.isArray(answer.Buckets)) answer.Buckets = answer.Buckets.slice(1);
  };
  await acme.as("owner").inventory.accounts.connectSample.mutate();
  await drainWhole();
  accountId = (await acme.as("owner").inventory.accounts.list.query()).items[0]?.id ?? "";
  const { items } = await list({ type: ["AWS::S3::Bucket"], limit: 1 });
  bucketId = items[0]?.id ?? "";
}, 300_000);
afterAll(() => world.close());

const resources = () => acme.as("viewer").inventory.resources;
const list = (input: object) => resources().list.query(input);
const changes = (input: object = {}) => acme.as("viewer").inventory.changes.query({ limit: 100, ...input });
async function readAgain(differently: typeof change) {
  change = differently;
  await acme.as("developer").inventory.accounts.discover.mutate({ id: accountId });
  await drainWhole();
}
/** A discovery that waits to look at its parts again is due later than a drain waits; another one would join it. */
async function drainWhole() {
  for (let isOpen = true; isOpen; ) {
    await world.drain();
    const { rowCount } = await world.owner.query(
      "update jobs set due_at = now() where name = 'inventory.discover-account' and state not in ('done', 'failed', 'superseded')",
    );
    isOpen = (rowCount ?? 0) > 0;
  }
}
const versioned = (status: string) => (call: AwsCall, answer: Record<string, unknown>) => {
  if (call === "s3:GetBucketVersioning") answer.Status = status;
};

describe("what changed", () => {
  test("is nothing at first; then what is new, and a second look at the same has nothing to tell", async () => {
    expect((await changes()).total).toBe(0);
    await readAgain(() => {});
    const { counts, items } = await changes();
    expect(counts).toEqual({ new: items.length, changed: 0, vanished: 0, returned: 0 });
    expect(items.length).toBeGreaterThan(0);
    expect(new Set(items.map(({ resource }) => resource.type))).toEqual(new Set(["AWS::S3::Bucket"]));
    await readAgain(() => {});
    expect((await changes()).total).toBe(items.length);
  });

  test("a field is told by its path with both sides, when, and how to ask who", async () => {
    await readAgain(versioned("Suspended"));
    const page = await changes({ change: ["changed"], type: ["AWS::S3::Bucket"] });
    expect(page.counts.changed).toBeGreaterThan(0);
    const one = page.items.find(({ fields }) => fields.some(({ before }) => before === "Enabled"));
    if (!one) throw new Error("no bucket's versioning changed");
    bucketId = one.resource.id;
    const { versions, net } = await resources().history.query({ id: bucketId });
    expect(versions.map(({ change }) => change)).toEqual(["changed"]);
    expect(versions[0]?.fields).toEqual(one.fields);
    expect(one.fields).toContainEqual(expect.objectContaining({ before: "Enabled", after: "Suspended" }));
    expect(net).toEqual(one.fields);
    const { at, after, who } = versions[0] ?? {};
    expect(new Date(after ?? 0).getTime()).toBeLessThan(new Date(at ?? 0).getTime());
    expect(who).toStartWith("aws cloudtrail lookup-events ");
  });

  test("there and back again is two changes, and nothing that is different", async () => {
    await readAgain(versioned("Enabled"));
    const { versions, net } = await resources().history.query({ id: bucketId });
    expect(versions.map(({ change }) => change)).toEqual(["changed", "changed"]);
    expect(net.filter(({ path }) => path.includes("Versioning"))).toEqual([]);
    const since = versions[0]?.at ?? "";
    expect((await resources().history.query({ id: bucketId, since: new Date(since).toISOString() })).net).not.toEqual(
      [],
    );
  });

  test("what is gone is told, and what comes back", async () => {
    const gone = (call: AwsCall, answer: Record<string, unknown>) => {
      if (call === "s3:ListBuckets") answer.Buckets = [];
    };
    await readAgain(gone);
    const buckets = { type: ["AWS::S3::Bucket"] };
    const vanished = (await changes({ ...buckets, change: ["vanished"] })).total;
    expect(vanished).toBeGreaterThan(0);
    await readAgain(() => {});
    expect((await changes({ ...buckets, change: ["returned"] })).total).toBe(vanished);
    // Newest first, and one page goes on where the other ended.
    const whole = await changes(buckets);
    const first = await acme.as("viewer").inventory.changes.query({ ...buckets, limit: 5 });
    const second = await acme.as("viewer").inventory.changes.query({ ...buckets, limit: 5, cursor: first.next });
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(whole.items.slice(0, 10).map(({ id }) => id));
  });

  test("is found by account, owner, time and word", async () => {
    const total = async (input: object) => (await changes(input)).total;
    const all = await total({});
    expect(await total({ account: [accountId] })).toBe(all);
    expect(await total({ account: [crypto.randomUUID()] })).toBe(0);
    expect(await total({ since: new Date(Date.now() + 60_000).toISOString() })).toBe(0);
    expect(await total({ search: "suspended" })).toBeGreaterThan(0);
    const owners = (await resources().facets.query()).owner;
    const sums = await Promise.all(owners.map(({ value }) => total({ owner: [value] })));
    expect(sums.reduce((sum, each) => sum + each, 0)).toBe(all);
  });

  test("is kept for the newest hundred of a resource", async () => {
    await world.owner.query(
      `insert into resource_versions (organization_id, resource_id, change, at)
       select $1, $2, 'changed', now() - n * interval '1 hour' from generate_series(1, 120) n`,
      [acme.id, bucketId],
    );
    await readAgain(versioned("Suspended"));
    const { rows } = await world.owner.query(
      "select count(*)::int as n from resource_versions where resource_id = $1",
      [bucketId],
    );
    expect(rows[0].n).toBe(100);
  });
});
