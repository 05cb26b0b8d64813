import type { AnyRule } from "../rule.ts";
import { PLATFORM } from "./compliance/platform.ts";
import { WORKLOADS } from "./compliance/workloads.ts";
import ebsGp2Gp3 from "./savings/ebs-gp2-gp3.ts";
import ebsUnattached from "./savings/ebs-unattached.ts";
import ec2Graviton from "./savings/ec2-graviton.ts";
import ec2Idle from "./savings/ec2-idle.ts";
import ec2Prevgen from "./savings/ec2-prevgen.ts";
import ec2Stopped30d from "./savings/ec2-stopped-30d.ts";
import rdsExtendedSupport from "./savings/rds-extended-support.ts";
import rdsGraviton from "./savings/rds-graviton.ts";
import rdsMultiAzNonprod from "./savings/rds-multi-az-nonprod.ts";
import rdsPrevgen from "./savings/rds-prevgen.ts";
import rdsStopped from "./savings/rds-stopped.ts";

/** Every rule there is: one file, one import, one line. */
export const RULES: readonly AnyRule[] = [
  ...WORKLOADS,
  ...PLATFORM,
  // Savings
  ec2Idle,
  ec2Stopped30d,
  ec2Graviton,
  ec2Prevgen,
  ebsUnattached,
  ebsGp2Gp3,
  rdsStopped,
  rdsMultiAzNonprod,
  rdsExtendedSupport,
  rdsGraviton,
  rdsPrevgen,
];
