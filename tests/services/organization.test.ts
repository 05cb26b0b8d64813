import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  CloseAccountCommand,
  CreateAccountCommand,
  CreateOrganizationCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { awsAccess } from "../../src/ports/aws-access.ts";
import { openWebIdentity } from "../../src/ports/web-identity.ts";
import { type FakeAws, fakeAws } from "../fakes/aws.ts";
import { signingKey } from "../fakes/signing-key.ts";
import { openWorld, type World } from "../world.ts";
import { ACCOUNT_ID, fillGaps, newKeys, onlyRegions, REGION } from "./connections.ts";
import { findMoto, MOTO_KEYS, type Moto, startMoto } from "./moto.ts";

setDefaultTimeout(180_000);
const HERE = findMoto() !== null;
if (!HERE) console.log("skipped: 3 cases (moto_server is neither on PATH nor in MOTO_SERVER)");

/** More than a page of ListAccounts, which holds twenty. */
const MEMBERS = 23;

describe.if(HERE)("an AWS organisation in moto, with the real SDK", () => {
  let moto: Moto;
  let front: ReturnType<typeof onlyRegions>;
  let fake: FakeAws;
  let world: World;
  const numbers: string[] = [];
  const organizations = () => new OrganizationsClient({ endpoint: moto.url, region: REGION, credentials: MOTO_KEYS });

  beforeAll(async () => {
    moto = await startMoto();
    front = onlyRegions(moto.url, [REGION]);
    fake = fillGaps(fakeAws(front.url));
    await organizations().send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
    for (let at = 0; at < MEMBERS; at++) {
      const command = new CreateAccountCommand({ AccountName: `Member ${at}`, Email: `m${at}@example.com` });
      const { CreateAccountStatus } = await organizations().send(command);
      numbers.push(CreateAccountStatus?.AccountId ?? "");
    }
    await organizations().send(new CloseAccountCommand({ AccountId: numbers[22] }));
    const webIdentity = openWebIdentity({ origin: "https://devcontrol.example.com", keys: [signingKey()] });
    const connector = { ...newKeys(), principal: `arn:aws:iam::${ACCOUNT_ID}:user/devcontrol` };
    world = await openWorld({
      ports: { webIdentity, aws: awsAccess({ endpoint: fake.url, connector, webIdentity }) },
    });
  });
  afterAll(async () => {
    await world?.close();
    fake?.stop();
    await front?.stop();
    await moto?.stop();
  });

  async function management(by: "id" | "token") {
    const { inventory } = (await world.org()).as("owner");
    const input = { name: "Management", scope: "organization" as const };
    const prepared =
      by === "id"
        ? await inventory.accounts.prepareRole.mutate(input)
        : await inventory.accounts.prepareWebIdentity.mutate(input);
    const { id } = prepared;
    const roleArn = `arn:aws:iam::${ACCOUNT_ID}:role/${by}`;
    const externalId = "externalId" in prepared ? prepared.externalId : null;
    if (externalId) fake.requireExternalId(roleArn, externalId);
    await inventory.accounts.connectRole.mutate({ id, roleArn });
    await world.drain();
    const { roleName } = await inventory.members.stackSet.query({ managementId: id });
    const roleOf = (number: string) => `arn:aws:iam::${number}:role/${roleName}`;
    return { inventory, id, externalId, roleOf };
  }

  test("all its accounts are listed, and one is read in its own account by the shared ExternalId", async () => {
    const { inventory, id, externalId, roleOf } = await management("id");
    const { counts } = await inventory.members.list.query({ managementId: id });
    const of = new Map(counts.map(({ status, count }) => [status, count]));
    expect(of.get("management")).toBe(1);
    expect(of.get("skipped")).toBe(1);
    expect(of.get("not-connected")).toBe(MEMBERS - 1);
    const [there = "", not = ""] = numbers;
    fake.requireExternalId(roleOf(there), externalId ?? "");
    fake.requireExternalId(roleOf(not), "of-another-product");
    expect(await inventory.members.connect.mutate({ managementId: id, awsAccountIds: [there, not] })).toMatchObject({
      connected: 2,
      skipped: [],
    });
    await world.drain();
    const shown = await inventory.members.list.query({ managementId: id, search: there });
    expect(shown.items).toMatchObject([{ status: "connected", problem: null }]);
    const waiting = await inventory.members.list.query({ managementId: id, status: "waiting" });
    expect(waiting.items.map(({ awsAccountId }) => awsAccountId)).toEqual([not]);
    const { items } = await inventory.accounts.list.query();
    expect(items.find(({ managementId, status }) => managementId === id && status === "connected")?.awsAccountId).toBe(
      there,
    );
  });

  test("by signed identity, without any AWS key of ours: the call is unsigned, and the account is read", async () => {
    const { inventory, id } = await management("token");
    const { items } = await inventory.accounts.list.query();
    expect(items).toMatchObject([{ id, awsAccountId: ACCOUNT_ID, isByToken: true, status: "connected" }]);
    // moto takes any token, so it says that the door is open; the strict fake in tests/flows has the proof.
    expect(items[0]?.problem).toStartWith("The role takes our tokens for any subject");
    expect(fake.seen.some(({ action }) => action === "sts:AssumeRoleWithWebIdentity")).toBe(true);
  });

  test("nothing was asked that the product does not know", () => {
    expect(fake.seen.filter(({ outcome }) => outcome === "unknown")).toEqual([]);
  });
});
