import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "APG-004",
  pack: "compliance",
  title: "REST API cache must be encrypted",
  category: "encryption",
  severity: "low",
  resourceType: "AWS::ApiGateway::Stage",
  remedy: "Encrypt the cache in the settings of the stage.",
  config: z.object({
    cacheClusterEnabled: z.boolean().default(false),
    MethodSettings: z.array(
      z.object({
        method: z.string(),
        cachingEnabled: z.boolean().nullish(),
        cacheDataEncrypted: z.boolean().nullish(),
      }),
    ),
  }),
  evaluate({ cacheClusterEnabled, MethodSettings }) {
    if (!cacheClusterEnabled) return notApplicable("Has no cache.");
    // What is set for "*/*" holds for every method that sets nothing itself; nothing set is nothing encrypted.
    const settings = MethodSettings.some(({ method }) => method === "*/*")
      ? MethodSettings
      : [...MethodSettings, { method: "*/*" }];
    const clear = settings.filter(
      ({ cachingEnabled, cacheDataEncrypted }) => cachingEnabled !== false && !cacheDataEncrypted,
    );
    return clear.length === 0
      ? pass("What is cached is encrypted.")
      : fail(`Cached in clear: ${clear.map(({ method }) => method).join(", ")}.`);
  },
  examples: {
    pass: [
      { cacheClusterEnabled: true, MethodSettings: [{ method: "*/*", cachingEnabled: false }] },
      {
        cacheClusterEnabled: true,
        MethodSettings: [{ method: "*/*", cachingEnabled: true, cacheDataEncrypted: true }],
      },
    ],
    fail: [
      { cacheClusterEnabled: true, MethodSettings: [{ method: "*/*", cachingEnabled: true }] },
      { cacheClusterEnabled: true, MethodSettings: [] },
      { cacheClusterEnabled: true, MethodSettings: [{ method: "*/*" }] },
      {
        cacheClusterEnabled: true,
        MethodSettings: [
          { method: "*/*", cachingEnabled: true, cacheDataEncrypted: true },
          { method: "pets/GET", cachingEnabled: true, cacheDataEncrypted: false },
        ],
      },
      {
        cacheClusterEnabled: true,
        MethodSettings: [{ method: "pets/GET", cachingEnabled: true, cacheDataEncrypted: true }],
      },
    ],
    notApplicable: [{ cacheClusterEnabled: false, MethodSettings: [] }],
  },
  requirements: related({
    "aws-fsbp": "APIGateway.5",
    "pci-dss-4.0": "3.5.1 8.3.2",
    "iso-27001-2022": "A.8.24",
  }),
});
