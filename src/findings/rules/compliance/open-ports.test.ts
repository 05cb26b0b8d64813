import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { RuleContext } from "../../rule.ts";
import { RULES } from "../index.ts";
import {
  closedToInternet,
  coversEveryPort,
  coversTcp,
  type IpPermission,
  internetSources,
  openToInternet,
} from "./open-ports.ts";
import ssh from "./sg-ssh.ts";

const tcp = (from: number, to: number): IpPermission => ({ IpProtocol: "tcp", FromPort: from, ToPort: to });

test.each<[IpPermission, number, boolean]>([
  [tcp(22, 22), 22, true],
  [tcp(22, 22), 23, false],
  [tcp(20, 30), 20, true],
  [tcp(20, 30), 30, true],
  [tcp(20, 30), 31, false],
  [{ ...tcp(22, 22), IpProtocol: "6" }, 22, true],
  [{ ...tcp(22, 22), IpProtocol: "udp" }, 22, false],
  [{ IpProtocol: "-1" }, 22, true],
  [{ IpProtocol: "icmp", FromPort: -1, ToPort: -1 }, 22, false],
])("%j covers TCP %d: %p", (permission, port, expected) => expect(coversTcp(permission, port)).toBe(expected));

test.each<[IpPermission, boolean]>([
  [{ IpProtocol: "-1" }, true],
  [tcp(0, 65_535), true],
  [tcp(1, 65_535), true],
  [tcp(2, 65_535), false],
  [tcp(0, 65_534), false],
  [{ ...tcp(0, 65_535), IpProtocol: "udp" }, true],
  [{ IpProtocol: "icmp", FromPort: -1, ToPort: -1 }, false],
])("%j is every port: %p", (permission, expected) => expect(coversEveryPort(permission)).toBe(expected));

test.each<[Partial<IpPermission>, string[]]>([
  [{ IpRanges: [{ CidrIp: "0.0.0.0/0" }] }, ["0.0.0.0/0"]],
  [{ Ipv6Ranges: [{ CidrIpv6: "::/0" }] }, ["::/0"]],
  [
    { IpRanges: [{ CidrIp: "10.0.0.0/8" }, { CidrIp: "0.0.0.0/0" }], Ipv6Ranges: [{ CidrIpv6: "::/0" }] },
    ["0.0.0.0/0", "::/0"],
  ],
  [{ IpRanges: [{ CidrIp: "0.0.0.0/1" }] }, []],
  [{ IpRanges: [{ CidrIp: "128.0.0.0/1" }, { CidrIp: "0.0.0.0/1" }] }, ["128.0.0.0/1", "0.0.0.0/1"]],
  [{ IpRanges: [{ CidrIp: "0.0.0.0/1" }, { CidrIp: "128.0.0.0/2" }, { CidrIp: "10.0.0.0/8" }] }, []],
  [{ IpRanges: [{ CidrIp: "0.0.0.0/1" }, { CidrIp: "192.0.0.0/2" }, { CidrIp: "10.0.0.0/8" }] }, []],
  [{ Ipv6Ranges: [{ CidrIpv6: "2000::/3" }] }, ["2000::/3"]],
  [{ Ipv6Ranges: [{ CidrIpv6: "2001:db8::/32" }] }, []],
  [{ IpRanges: [{}], Ipv6Ranges: null }, []],
  [{}, []],
])("%j lets the internet in from %j", (ranges, expected) =>
  expect(internetSources([{ IpProtocol: "tcp", ...ranges }])).toEqual(expected),
);

describe("openToInternet", () => {
  const everyone = { IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
  const port = fc.integer({ min: 0, max: 65_535 });

  test("is exactly the ports inside a range that is open to everyone", () => {
    fc.assert(
      fc.property(port, port, port, (a, b, wanted) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const open = openToInternet([{ ...tcp(from, to), ...everyone }], [wanted]);
        expect(open).toEqual(from <= wanted && wanted <= to ? [wanted] : []);
      }),
    );
  });

  test("sees an internet that two permissions put together", () => {
    const half = (CidrIp: string) => ({ ...tcp(22, 22), IpRanges: [{ CidrIp }] });
    expect(openToInternet([half("0.0.0.0/1"), half("128.0.0.0/1")], [22])).toEqual([22]);
    expect(openToInternet([half("0.0.0.0/1"), { ...half("128.0.0.0/1"), FromPort: 23, ToPort: 23 }], [22])).toEqual([]);
  });

  test("does not mix the source of one permission with the port of another", () => {
    const permissions = [
      { ...tcp(443, 443), ...everyone },
      { ...tcp(22, 22), IpRanges: [{ CidrIp: "10.0.0.0/8" }] },
    ];
    expect(openToInternet(permissions, [22])).toEqual([]);
    expect(closedToInternet(permissions, { 22: "SSH" }).status).toBe("PASS");
  });

  test("the verdict names ports and sources", () => {
    const verdict = closedToInternet([{ ...tcp(20, 25), Ipv6Ranges: [{ CidrIpv6: "::/0" }] }], {
      22: "SSH",
      3389: "RDP",
    });
    expect(verdict).toMatchObject({ status: "FAIL", message: "Open to ::/0: 22 (SSH)." });
  });
});

const everywhere = (more: object) => ({ IpProtocol: "tcp", IpRanges: [{ CidrIp: "0.0.0.0/0" }], ...more });
const EVERYTHING = everywhere({ IpProtocol: "-1" });
test.each<[string, object[], string | undefined]>([
  ["only an entry that opens everything", [EVERYTHING], "EC2-013"],
  ["and an entry of its own", [EVERYTHING, everywhere({ FromPort: 22, ToPort: 22 })], undefined],
  ["and an entry for another port", [EVERYTHING, everywhere({ FromPort: 443, ToPort: 443 })], "EC2-013"],
  ["only an entry of its own", [everywhere({ FromPort: 22, ToPort: 22 })], undefined],
  [
    "and an entry that opens every port of UDP",
    [everywhere({ IpProtocol: "udp", FromPort: 0, ToPort: 65_535 })],
    undefined,
  ],
  ["nothing", [], undefined],
])("SSH is opened by %s", (_, IpPermissions, cause) => {
  expect(ssh.evaluate({ IpPermissions }, {} as RuleContext).cause).toBe(cause);
});

test("a rule that a verdict names as its cause says that it is one", () => {
  const named = [ssh.evaluate({ IpPermissions: [EVERYTHING] }, {} as RuleContext).cause];
  expect(named.map((id) => RULES.find((rule) => rule.id === id)?.isCauseOn)).toEqual(["resource"]);
});
