import * as z from "zod";
import { fail, pass, type Verdict } from "../../rule.ts";

export const IpPermission = z.object({
  IpProtocol: z.string(),
  FromPort: z.number().nullish(),
  ToPort: z.number().nullish(),
  IpRanges: z.array(z.object({ CidrIp: z.string().optional() })).nullish(),
  Ipv6Ranges: z.array(z.object({ CidrIpv6: z.string().optional() })).nullish(),
});
export type IpPermission = z.infer<typeof IpPermission>;

const PORT_MAX = 65_535;
/** IANA number of TCP; EC2 accepts the name and the number. */
const TCP = ["tcp", "6"];

/** The source CIDRs of a permission that mean "everyone". */
export const internetSources = (permission: IpPermission): string[] =>
  [
    ...(permission.IpRanges ?? []).map((range) => range.CidrIp),
    ...(permission.Ipv6Ranges ?? []).map((range) => range.CidrIpv6),
  ].filter((cidr): cidr is string => cidr === "0.0.0.0/0" || cidr === "::/0");

/** Protocol -1 carries no ports and means all of every protocol. */
export function coversTcp(permission: IpPermission, port: number): boolean {
  if (permission.IpProtocol === "-1") return true;
  if (!TCP.includes(permission.IpProtocol)) return false;
  return (permission.FromPort ?? 0) <= port && port <= (permission.ToPort ?? PORT_MAX);
}

/** Port 0 cannot be connected to, so 1-65535 is as open as 0-65535. ICMP "ports" are types. */
export function coversEveryPort(permission: IpPermission): boolean {
  if (permission.IpProtocol === "-1") return true;
  if (!["tcp", "6", "udp", "17"].includes(permission.IpProtocol)) return false;
  return (permission.FromPort ?? 0) <= 1 && (permission.ToPort ?? PORT_MAX) >= PORT_MAX;
}

/** The ports of the list that everyone can reach over TCP. */
export const openToInternet = (permissions: readonly IpPermission[], ports: readonly number[]): number[] =>
  ports.filter((port) => permissions.some((p) => coversTcp(p, port) && internetSources(p).length > 0));

/** PASS when none of the ports is open to everyone; otherwise names those that are. */
export function closedToInternet(
  permissions: readonly IpPermission[],
  ports: Readonly<Record<number, string>>,
): Verdict {
  const open = openToInternet(permissions, Object.keys(ports).map(Number));
  const names = open.map((port) => `${port} (${ports[port]})`);
  if (open.length === 0) return pass("None of these ports is open to the internet.");
  const sources = [
    ...new Set(permissions.filter((p) => open.some((port) => coversTcp(p, port))).flatMap(internetSources)),
  ];
  return fail(`Open to ${sources.join(" and ")}: ${names.join(", ")}.`, { evidence: { ports: open, sources } });
}
