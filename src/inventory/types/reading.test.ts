import { expect, test } from "bun:test";
import { type Aws, AwsError, type AwsFailure } from "../../ports/aws.ts";
import { attempt, each, fields, only, settle, toJson } from "./reading.ts";

const fails = (failure: AwsFailure) =>
  attempt(() => Promise.reject(new AwsError(failure, "s3:X", "us-east-1", "Code", "Because.")));

test("only an answer fills a field: absent is null, everything else leaves it unread", async () => {
  expect(settle({ Policy: await fails("absent") })).toEqual({ config: { Policy: null }, unread: {} });
  for (const failure of ["refused", "throttled", "unavailable", "invalid"] as const) {
    expect(settle({ Policy: await fails(failure) })).toEqual({ config: {}, unread: { Policy: "Because." } });
  }
  for (const failure of ["credentials", "region-off"] as const)
    await expect(fails(failure)).rejects.toMatchObject({ failure });
  await expect(attempt(() => Promise.reject(new TypeError("defect")))).rejects.toThrow("defect");
});

test("a call that a type does not declare cannot be made", () => {
  const asked: string[] = [];
  const aws: Aws = {
    call(call) {
      asked.push(call);
      return new Promise(() => {});
    },
  };
  const narrow = only(aws, ["ec2:DescribeVpcs"]);
  void narrow.call("ec2:DescribeVpcs", {}, "us-east-1");
  expect(() => narrow.call("ec2:DescribeSubnets", {}, "us-east-1")).toThrow("Undeclared AWS call: ec2:DescribeSubnets");
  expect(asked).toEqual(["ec2:DescribeVpcs"]);
});

test("fields keeps what is named and set, as JSON", () => {
  const source = { A: new Date(0), B: undefined, C: { D: [1, null, { E: undefined }] }, Secret: "x" };
  expect(fields(source, "A", "B", "C")).toEqual({ A: "1970-01-01T00:00:00.000Z", C: { D: [1, null, {}] } });
  expect(toJson(undefined)).toBeNull();
});

test("each keeps the order and never opens more than five connections", async () => {
  let open = 0;
  let most = 0;
  const results = await each([...Array(23).keys()], async (item) => {
    most = Math.max(most, ++open);
    await Bun.sleep((item * 7) % 5);
    open--;
    return item;
  });
  expect(results).toEqual([...Array(23).keys()]);
  expect(most).toBe(5);
});
