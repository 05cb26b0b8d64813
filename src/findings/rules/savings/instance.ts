import * as z from "zod";

/** What the EC2 saving rules read of an instance. */
export const Instance = z.object({
  InstanceType: z.string(),
  State: z.object({ Name: z.string() }),
  LaunchTime: z.string(),
  Architecture: z.string().nullish(),
  PlatformDetails: z.string().optional(),
  InstanceLifecycle: z.string().nullish(),
  Placement: z.object({ Tenancy: z.string().optional() }).optional(),
});
export type Instance = z.infer<typeof Instance>;

/** For the examples: a plain Linux machine that has run since August 2026. */
export const RUNNING: Instance = {
  InstanceType: "m5.large",
  State: { Name: "running" },
  LaunchTime: "2026-08-01T00:00:00Z",
  Architecture: "x86_64",
  PlatformDetails: "Linux/UNIX",
  Placement: { Tenancy: "default" },
};
