import { expect, test } from "bun:test";
import { toNet } from "./net.ts";

const rooms = [{ product: "compute", onDemandMonthly: "100" }];

test("a saving lowers the bill by no more than still runs on demand beside the commitments that pay for it", () => {
  const net = toNet(
    [
      { type: "AWS::EC2::Instance", monthly: "120" },
      { type: "AWS::Lambda::Function", monthly: "30" },
      { type: "AWS::RDS::DBInstance", monthly: "70" },
      { type: "AWS::EC2::Volume", monthly: "5" },
    ],
    rooms,
  );
  // Compute: 120 + 30 = 150, of which 100; databases have no commitment, and volumes never do: 225 − 50.
  expect(net).toMatchObject({ monthly: "225", net: "175", held: "50" });
  expect(net?.products).toEqual([
    { product: "compute", monthly: "150", onDemandMonthly: "100", net: "100", held: "50" },
  ]);
});

test("without commitments nothing is held back", () => {
  expect(toNet([{ type: "AWS::EC2::Instance", monthly: "120" }], [])).toBeNull();
  expect(toNet([{ type: "AWS::EC2::Instance", monthly: "40" }], rooms)).toMatchObject({ net: "40", held: "0" });
});
