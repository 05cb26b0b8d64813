import * as z from "zod";
import { monthly, type Price, scaled, total, unit, units } from "../../../inventory/prices.ts";

/** What the rules about NAT gateways read. */
export const Nat = z.object({
  NatGatewayId: z.string(),
  ConnectivityType: z.string().nullish(),
  CreateTime: z.string().nullish(),
  PublicIps: z.array(z.string()),
  Zone: z.string().nullish(),
  Siblings: z.array(z.object({ NatGatewayId: z.string(), Zone: z.string().nullish() })),
  GatewayEndpoints: z.array(z.string()),
});
export type Nat = z.infer<typeof Nat>;

/** The gateway's hours and its addresses'; what goes through is billed by use. */
export const natMonthly = ({ PublicIps }: Nat, region: string): Price | null =>
  total(monthly(unit(units.nat.hour, region)), scaled(monthly(unit(units.publicIpv4Hour, region)), PublicIps.length));

/** For the examples. */
export const NAT: Nat = {
  NatGatewayId: "nat-2",
  ConnectivityType: "public",
  CreateTime: "2026-01-01T00:00:00Z",
  PublicIps: ["203.0.113.7"],
  Zone: "us-east-1a",
  Siblings: [],
  GatewayEndpoints: [],
};
