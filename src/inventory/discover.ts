import { type Aws, AwsError } from "../ports/aws.ts";
import { type Discovered, homeRegion, type Place } from "./resource-type.ts";
import { RESOURCE_TYPES } from "./types/index.ts";
import { only } from "./types/reading.ts";

export { homeRegion } from "./resource-type.ts";

/** One page of one type. */
export type DiscoveredPage = {
  type: string;
  resources: Discovered[];
  /** Where to go on after this page; null = the service is done. */
  cursor: string | null;
  /**
   * AWS did not answer the list call: nothing is known about the rest of this type, least of all that it is gone.
   * The cursor already points past it, so other types are still read; a job that wants to wait keeps its own cursor.
   */
  failure: AwsError | null;
  /** This was the type's last page, and every page of it was answered: what was not seen by now is gone. */
  isLast: boolean;
};

/** Services in the order in which they are scanned; a scan has one job per (account, region, service). */
export const SERVICES: readonly string[] = [...new Set(RESOURCE_TYPES.map((type) => type.service))];

/** Regions in which the service is to be read: each, or only the account's home for global ones. */
export function placesOf(service: string, regions: readonly string[], partition: string): string[] {
  return typesOf(service).some((type) => type.where === "each-region") ? [...regions] : [homeRegion(partition)];
}

export type Identity = { accountId: string; partition: string; arn: string };

/** Whose keys these are. Needs no permission. */
export async function identify(aws: Aws, region = "us-east-1"): Promise<Identity> {
  const { Account: accountId, Arn: arn } = await aws.call("sts:GetCallerIdentity", {}, region);
  const partition = arn?.split(":")[1];
  if (!accountId || !arn || !partition) {
    throw new AwsError(
      "unavailable",
      "sts:GetCallerIdentity",
      region,
      "NoIdentity",
      "AWS did not say whose keys these are.",
    );
  }
  return { accountId, partition, arn };
}

export type Region = { name: string; optIn: "opt-in-not-required" | "opted-in" };

/** The regions that are enabled in the account; a call to any other fails as wrong keys do. */
export async function discoverRegions(aws: Aws, home = "us-east-1"): Promise<Region[]> {
  const { Regions = [] } = await aws.call("ec2:DescribeRegions", { AllRegions: false }, home);
  return Regions.flatMap(toRegion).sort((a, b) => (a.name < b.name ? -1 : 1));
}

const toRegion = ({ RegionName: name, OptInStatus: optIn }: { RegionName?: string; OptInStatus?: string }): Region[] =>
  name && (optIn === "opt-in-not-required" || optIn === "opted-in") ? [{ name, optIn }] : [];

/**
 * Everything of a service in one place, page by page, from `cursor` on (null = from the start).
 * Throws AwsError when the keys are bad or the region is off: then no page can follow.
 */
export async function* discoverService(
  aws: Aws,
  service: string,
  place: Place,
  cursor: string | null = null,
): AsyncGenerator<DiscoveredPage, void, void> {
  const types = typesOf(service);
  let at: Position | null = cursor === null ? { index: 0, token: null } : decode(types, cursor);
  while (at) {
    const current: Position = at;
    const type = types[current.index];
    if (!type) return;
    const following: Position | null =
      current.index + 1 < types.length ? { index: current.index + 1, token: null } : null;
    try {
      const { resources, next } = await type.list(only(aws, type.calls), place, current.token);
      at = next === null ? following : { index: current.index, token: next };
      yield { type: type.type, resources, cursor: encode(types, at), failure: null, isLast: next === null };
    } catch (error) {
      if (!(error instanceof AwsError) || error.failure === "credentials" || error.failure === "region-off")
        throw error;
      at = following;
      yield { type: type.type, resources: [], cursor: encode(types, at), failure: error, isLast: false };
    }
  }
}

/** A type by its name, because the list of types may be longer after the next release. */
type Position = { index: number; token: string | null };
const typesOf = (service: string) => RESOURCE_TYPES.filter((type) => type.service === service);

const encode = (types: typeof RESOURCE_TYPES, at: Position | null) =>
  at && `${types[at.index]?.type ?? ""} ${at.token ?? ""}`.trimEnd();

function decode(types: typeof RESOURCE_TYPES, cursor: string): Position | null {
  const space = cursor.indexOf(" ");
  const [name, token] = space < 0 ? [cursor, null] : [cursor.slice(0, space), cursor.slice(space + 1)];
  const index = types.findIndex((type) => type.type === name);
  return index < 0 ? { index: 0, token: null } : { index, token };
}
