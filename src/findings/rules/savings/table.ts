import * as z from "zod";

/** What the DynamoDB saving rules read. */
export const Table = z.object({
  BillingMode: z.string(),
  Provisioned: z.object({ ReadCapacityUnits: z.number().optional(), WriteCapacityUnits: z.number().optional() }),
  ScalableDimensions: z.array(z.string()),
  CreationDateTime: z.string().nullish(),
});

/** For the examples. */
export const TABLE: z.infer<typeof Table> = {
  BillingMode: "PROVISIONED",
  Provisioned: { ReadCapacityUnits: 1000, WriteCapacityUnits: 200 },
  ScalableDimensions: [],
  CreationDateTime: "2026-01-01T00:00:00Z",
};
