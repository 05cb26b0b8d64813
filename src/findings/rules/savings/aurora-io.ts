import * as z from "zod";
import { monthly, onDemand, scaled, total, unit, units } from "../../../inventory/prices.ts";
import { notApplicable, pass, rule, unknown } from "../../rule.ts";
import { gib, noData } from "./measured.ts";
import { difference, isSaving, saves } from "./saving.ts";

/** I/O-Optimized raises the price of instances by 30 % and charges no I/O. */
const COMPUTE_FACTOR = "1.3";
const CLUSTER = { Engine: "aurora-postgresql", StorageType: "aurora", MemberClasses: ["db.r5.large", "db.r5.large"] };
const use = (millions: number, gigabytes: number) => ({
  metrics: { readIos30d: millions * 1e6, writeIos30d: 0, volumeBytes: gigabytes * 2 ** 30 },
});

export default rule({
  id: "aurora-io",
  pack: "savings",
  title: "Aurora's other storage configuration would cost less",
  category: "storage",
  severity: "medium",
  resourceType: "AWS::RDS::DBCluster",
  remedy: "Change the cluster's storage configuration; it can be changed back after 30 days.",
  cli: "aws rds modify-db-cluster --db-cluster-identifier <id> --storage-type <type>",
  needs: ["metrics"],
  config: z.object({
    Engine: z.string(),
    StorageType: z.string().nullish(),
    MemberClasses: z.array(z.string()),
  }),
  evaluate({ Engine, StorageType, MemberClasses }, { metrics, region }) {
    if (!Engine.startsWith("aurora")) return notApplicable("Is not Aurora.");
    if (MemberClasses.length === 0) return notApplicable("Has no instances.");
    const { readIos30d: reads, writeIos30d: writes, volumeBytes } = metrics;
    if (reads == null || writes == null || volumeBytes == null) return noData("its I/O and storage");
    const compute = total(
      ...MemberClasses.map((type) =>
        monthly(onDemand({ service: "rds", class: type, engine: Engine, multiAz: false, region })),
      ),
    );
    if (!compute) return unknown(`The price of ${MemberClasses.join(" or ")} is not known.`);
    const size = gib(volumeBytes);
    const millions = (reads + writes) / 1e6;
    const standard = total(
      compute,
      scaled(unit(units.aurora.gb, region), size),
      scaled(unit(units.aurora.millionIos, region), millions),
    );
    const optimized = total(scaled(compute, COMPUTE_FACTOR), scaled(unit(units.aurora.optimizedGb, region), size));
    const isOptimized = StorageType === "aurora-iopt1";
    const saving = isOptimized ? difference(optimized, standard) : difference(standard, optimized);
    if (!saving) return unknown(`The prices of Aurora in ${region} are not known.`);
    const facts = `${Math.round(millions)} million reads and writes within 30 days on ${size} GiB.`;
    if (!isSaving(saving)) return pass(facts);
    const target = isOptimized ? "aurora" : "aurora-iopt1";
    return saves(saving, `${facts} ${target} would cost less.`, "both sides: instances, storage, I/O", { target });
  },
  examples: {
    pass: [{ config: CLUSTER, context: use(100, 100) }],
    fail: [
      // Standard 2 × 0.29 × 730 + 10 + 400; I/O-Optimized 2 × 0.29 × 730 × 1.3 + 22.5.
      {
        config: CLUSTER,
        context: use(2000, 100),
        saves: "2 × 0.29 × 730 + 100 × 0.1 + 2000 × 0.2 − 2 × 0.29 × 730 × 1.3 − 100 × 0.225 = 260.48",
      },
      {
        config: { ...CLUSTER, StorageType: "aurora-iopt1" },
        context: use(100, 100),
        saves: "2 × 0.29 × 730 × 1.3 + 100 × 0.225 − 2 × 0.29 × 730 − 100 × 0.1 − 100 × 0.2 = 119.52",
      },
    ],
    notApplicable: [
      { config: { ...CLUSTER, Engine: "postgres" }, context: { metrics: {} } },
      {
        config: { ...CLUSTER, MemberClasses: [] },
        context: { metrics: { readIos30d: 100000000, writeIos30d: 0, volumeBytes: 100 * 2 ** 30 } },
      },
    ],
    unknown: [
      { config: CLUSTER, context: { metrics: { writeIos30d: 0, volumeBytes: 100 * 2 ** 30 } } },
      CLUSTER,
      { config: CLUSTER, context: { metrics: { readIos30d: 100000000, writeIos30d: 0 } } },
      { config: CLUSTER, context: { metrics: { readIos30d: 100000000, volumeBytes: 100 * 2 ** 30 } } },
    ],
  },
  requirements: {},
});
