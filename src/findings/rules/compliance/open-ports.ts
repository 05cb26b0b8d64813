import * as z from "zod";
import { type AnyRule, fail, pass, rule, type Verdict } from "../../rule.ts";

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

/** Every IPv6 address that has been handed out lies in 2000::/3 (IANA, "IPv6 Global Unicast Address Assignments"). */
const EVERY_IPV6 = ["::/0", "::/1", "::/2", "2000::/3"];

/** The source CIDRs that let everyone in: the whole internet at once, or in pieces that leave no IPv4 address out. */
export function internetSources(permissions: readonly IpPermission[]): string[] {
  const ipv4 = permissions.flatMap(({ IpRanges }) => (IpRanges ?? []).flatMap(({ CidrIp }) => CidrIp ?? []));
  const ipv6 = permissions.flatMap(({ Ipv6Ranges }) => (Ipv6Ranges ?? []).flatMap(({ CidrIpv6 }) => CidrIpv6 ?? []));
  const pieces = ipv4.includes("0.0.0.0/0") ? ["0.0.0.0/0"] : coverIpv4(ipv4) ? ipv4 : [];
  return [...new Set([...pieces, ...ipv6.filter((cidr) => EVERY_IPV6.includes(cidr))])];
}

const IPV4_ADDRESSES = 2 ** 32;
function coverIpv4(cidrs: readonly string[]): boolean {
  let next = 0;
  for (const { first, size } of cidrs.map(rangeOf).sort((a, b) => a.first - b.first)) {
    if (first > next) return false;
    next = Math.max(next, first + size);
  }
  return next === IPV4_ADDRESSES;
}

/** "128.0.0.0/1" → 2^31 addresses from 2^31 on. */
function rangeOf(cidr: string): { first: number; size: number } {
  const [address = "", bits = "32"] = cidr.split("/");
  return {
    first: address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0),
    size: 2 ** (32 - Number(bits)),
  };
}

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
  ports.filter((port) => sourcesOf(permissions, port).length > 0);
const sourcesOf = (permissions: readonly IpPermission[], port: number) =>
  internetSources(permissions.filter((permission) => coversTcp(permission, port)));

/** PASS when none of the ports is open to everyone; otherwise names those that are. */
export function closedToInternet(
  permissions: readonly IpPermission[],
  ports: Readonly<Record<number, string>>,
): Verdict {
  const open = openToInternet(permissions, Object.keys(ports).map(Number));
  const names = open.map((port) => `${port} (${ports[port]})`);
  if (open.length === 0) return pass("None of these ports is open to the internet.");
  const sources = [...new Set(open.flatMap((port) => sourcesOf(permissions, port)))];
  return fail(`Open to ${sources.join(" and ")}: ${names.join(", ")}.`, { evidence: { ports: open, sources } });
}

type About = Pick<AnyRule, "id" | "title" | "severity" | "remedy" | "cli" | "requirements">;

/** The rule about entries that open every port: where no other entry opens these, theirs is the cause. */
export const EVERY_PORT = "EC2-013";

/** A rule about TCP ports of a security group that nobody outside may reach; its examples are about the highest. */
export function portsRule({ ports, ...about }: About & { ports: Readonly<Record<number, string>> }): AnyRule {
  const port = Math.max(...Object.keys(ports).map(Number));
  const at = (FromPort: number, ToPort: number, more: Partial<IpPermission> = {}) => ({
    IpPermissions: [{ IpProtocol: "tcp", FromPort, ToPort, IpRanges: [{ CidrIp: "0.0.0.0/0" }], ...more }],
  });
  const every = { FromPort: undefined, ToPort: undefined };
  return rule({
    ...about,
    pack: "compliance",
    category: "network",
    resourceType: "AWS::EC2::SecurityGroup",
    config: z.object({ IpPermissions: z.array(IpPermission) }),
    evaluate({ IpPermissions }) {
      const verdict = closedToInternet(IpPermissions, ports);
      const besideEveryPort = IpPermissions.filter((permission) => !coversEveryPort(permission));
      const isCovered = verdict.status === "FAIL" && closedToInternet(besideEveryPort, ports).status === "PASS";
      return isCovered ? { ...verdict, cause: EVERY_PORT } : verdict;
    },
    examples: {
      pass: [
        { IpPermissions: [] },
        at(port, port, { IpRanges: [{ CidrIp: "10.0.0.0/8" }] }),
        at(port, port, { IpRanges: [{ CidrIp: "0.0.0.0/1" }, { CidrIp: "128.0.0.0/2" }] }),
        at(port, port, { IpRanges: [{ CidrIp: "128.0.0.0/1" }] }),
        at(port, port, { IpRanges: [], Ipv6Ranges: [{ CidrIpv6: "2001:db8::/32" }] }),
        at(port, port, { IpRanges: [{}], Ipv6Ranges: [{}] }),
        at(port + 1, port + 1),
        at(port - 3, port - 2),
        at(port, port, { IpProtocol: "udp" }),
      ],
      fail: [
        at(port, port),
        at(port - 2, port, { IpRanges: [], Ipv6Ranges: [{ CidrIpv6: "::/0" }] }),
        at(port, port, { IpRanges: [{ CidrIp: "128.0.0.0/1" }, { CidrIp: "0.0.0.0/1" }] }),
        at(port, port, every),
        at(port, port, { IpProtocol: "-1", ...every }),
      ],
    },
  });
}
