import * as z from "zod";

export const EncryptionRules = z.object({
  Rules: z.array(
    z.object({ ApplyServerSideEncryptionByDefault: z.object({ SSEAlgorithm: z.string().optional() }).nullish() }),
  ),
});

export const algorithms = (encryption: z.infer<typeof EncryptionRules> | null): string[] =>
  (encryption?.Rules ?? []).flatMap((rule) => rule.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? []);
