import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { addAmounts } from "../../src/base/money.ts";
import { laneOf } from "../../src/costs/lanes.ts";
import { awsAccess } from "../../src/ports/aws-access.ts";
import { booksOf, type Charge, decimalOf, seenOn } from "../fakes/cost-books.ts";
import { openBucket } from "../fakes/cost-bucket.ts";
import { costSimulator } from "../fakes/cost-simulator.ts";
import { openWorld, type World } from "../world.ts";

setDefaultTimeout(120_000);
const NOW = new Date("2026-11-21T06:00:00Z");
const books = seenOn(
  booksOf({ from: "2026-10-01", until: "2026-11-22", accounts: 1, services: 3, regions: 1 }),
  "2026-11-21",
);
const simulator = costSimulator({ charges: books, now: () => NOW, pageSize: 5000 });
const bucket = openBucket({ allowed: "bills/focus/" });
let world: World;
beforeAll(async () => {
  const aws = { ...awsAccess({ connector: null }), open: async () => bucket.over(simulator.aws) };
  world = await openWorld({ now: () => NOW, ports: { aws } });
});
afterAll(() => world.close());

const HEADER =
  "BilledCost,EffectiveCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ServiceName,SubAccountId,RegionId";
const csv = (charges: readonly Charge[]) =>
  gzipSync(
    [
      HEADER,
      ...charges.map((charge) =>
        [
          ...[decimalOf(charge.netUnblended), decimalOf(charge.netAmortized), "USD", laneOf(charge.record)],
          ...[`${charge.day}T00:00:00Z`, charge.service, charge.account, charge.region],
        ].join(","),
      ),
    ].join("\n"),
  );
const of = (month: string) => books.filter(({ day }) => day.startsWith(month));

/** An export as AWS delivers it: the data in files, then the manifest that names them. */
function deliver(month: string, charges: readonly Charge[], { files = 1, folder = "" } = {}) {
  const keys = Array.from(
    { length: files },
    (_, at) => `bills/focus/acme/data/BILLING_PERIOD=${month}/${folder}acme-${at}.csv.gz`,
  );
  const size = Math.ceil(charges.length / files);
  for (const [at, key] of keys.entries()) bucket.put(key, csv(charges.slice(at * size, (at + 1) * size)));
  const manifest = { dataFiles: keys.map((key) => `s3://acme-bills/${key}`) };
  bucket.put(
    `bills/focus/acme/metadata/BILLING_PERIOD=${month}/${folder}acme-Manifest.json`,
    new TextEncoder().encode(JSON.stringify(manifest)),
  );
  return keys;
}

test("exports in a bucket are read as they come: whole periods, changed ones again, beside Cost Explorer", async () => {
  const acme = await world.org();
  const [viewer, maintainer] = [acme.as("viewer"), acme.as("maintainer")];
  const { rows } = await world.owner.query(
    "insert into aws_accounts (organization_id, name, kind) values ($1, 'payer', 'sample') returning id",
    [acme.id],
  );
  await acme.as("developer").costs.sync.mutate();
  await world.drain();
  const place = { accountId: rows[0].id, region: "eu-west-1", bucket: "acme-bills", prefix: "/bills/focus/" };
  const { id } = await maintainer.costs.exportPlaces.add.mutate(place);
  await world.drain();
  const status = async () => (await viewer.costs.exportPlaces.list.query()).items[0];
  expect(await status()).toMatchObject({ prefix: "bills/focus", problem: expect.stringContaining("no manifest") });
  expect(JSON.stringify((await status())?.policy)).toContain("arn:*:s3:::acme-bills/bills/focus/*");

  const look = async () => {
    await acme.as("developer").costs.exportPlaces.read.mutate({ id });
    await world.drain();
    return (await viewer.costs.imports.list.query()).items;
  };
  // Of three files, the first is delivered again while AWS has not written its manifest: nothing is missed or read twice.
  deliver("2026-10", of("2026-10"), { files: 3 });
  deliver("2026-11", of("2026-11"));
  const first = await look();
  expect(first.map(({ state, report }) => [state, report?.rows])).toEqual([
    ["done", of("2026-10").length],
    ["done", of("2026-11").length],
  ]);
  expect(await status()).toMatchObject({ problem: null, periods: 2 });
  for (const { id: importId } of first) {
    const { months, differences } = await viewer.costs.imports.reconcile.query({ id: importId });
    expect(differences).toEqual([]);
    expect(months.map(({ isTold, billedDifference }) => [isTold, billedDifference])).toEqual([[true, "0"]]);
  }
  const whole = async () => {
    const { days } = await viewer.costs.byDay.query({ from: "2026-10-01", to: "2026-11-21", metric: "pay" });
    return days.reduce((sum, { total }) => addAmounts(sum, total), "0");
  };
  const sumOf = (charges: readonly Charge[]) => decimalOf(charges.reduce((sum, each) => sum + each.netUnblended, 0n));
  expect(await whole()).toBe(sumOf(books));

  // Nothing changed: nothing is read but the list and the manifests.
  bucket.seen.ranges.length = 0;
  expect((await look()).map((item) => item.id)).toEqual(first.map((item) => item.id));
  expect(bucket.seen.ranges.map(({ key }) => /Manifest/.test(key))).toEqual([true, true]);

  // November again, in a folder of its own: it takes the place of the older one.
  const more = [...of("2026-11"), ...of("2026-11").slice(0, 1)];
  deliver("2026-11", more, { files: 2, folder: "2026-11-21T05-00-00/" });
  const second = await look();
  expect(second.map(({ report }) => report?.rows).toSorted()).toEqual([of("2026-10").length, more.length].toSorted());
  expect(await whole()).toBe(sumOf([...of("2026-10"), ...more]));

  // A file that is gone while the manifest still names it is a delivery under way.
  const [gone = ""] = deliver("2026-10", of("2026-10").slice(1), { files: 2 });
  bucket.remove(gone);
  expect((await look()).map((item) => item.id)).toEqual(second.map((item) => item.id));

  bucket.shut(true);
  await look();
  expect((await status())?.problem).toMatch(/AWS refused to read acme-bills.*s3:GetObject/);
  bucket.shut(false);
  await maintainer.costs.exportPlaces.remove.mutate({ id });
  expect((await viewer.costs.exportPlaces.list.query()).items).toEqual([]);
  expect(await whole()).toBe(sumOf([...of("2026-10"), ...more]));
});

test("a folder's name can mean nothing in a policy", async () => {
  const acme = await world.org();
  for (const prefix of ["*", "bills/*", "", "/", "a?b", "${aws:username}"])
    await expect(
      acme.as("maintainer").costs.exportPlaces.add.mutate({
        ...{ accountId: crypto.randomUUID(), region: "eu-west-1", bucket: "acme-bills", prefix },
      }),
    ).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
});
