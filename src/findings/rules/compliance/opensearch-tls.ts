import * as z from "zod";
import { fail, pass, rule, unknown } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "OSS-004",
  pack: "compliance",
  title: "OpenSearch domain must enforce HTTPS with TLS 1.2",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::OpenSearchService::Domain",
  remedy: "Require HTTPS with TLS 1.2.",
  cli: "aws opensearch update-domain-config --domain-name <id> --domain-endpoint-options EnforceHTTPS=true,TLSSecurityPolicy=Policy-Min-TLS-1-2-2019-07",
  config: z.object({
    Endpoint: z.object({ EnforceHTTPS: z.boolean().optional(), TLSSecurityPolicy: z.string().optional() }),
  }),
  evaluate({ Endpoint: { EnforceHTTPS, TLSSecurityPolicy } }) {
    if (!EnforceHTTPS) return fail("Plain HTTP is accepted.");
    // AWS's names hold the oldest version: Policy-Min-TLS-1-2-2019-07.
    if (TLSSecurityPolicy && !/TLS-1-[23]/.test(TLSSecurityPolicy))
      return fail(`${TLSSecurityPolicy} accepts versions before TLS 1.2.`);
    return TLSSecurityPolicy
      ? pass(`HTTPS only, ${TLSSecurityPolicy}.`)
      : unknown("HTTPS only, but AWS did not name the TLS policy.");
  },
  examples: {
    pass: [
      { Endpoint: { EnforceHTTPS: true, TLSSecurityPolicy: "Policy-Min-TLS-1-2-2019-07" } },
      { Endpoint: { EnforceHTTPS: true, TLSSecurityPolicy: "Policy-Min-TLS-1-2-PFS-2023-10" } },
    ],
    fail: [
      { Endpoint: {} },
      { Endpoint: { EnforceHTTPS: false, TLSSecurityPolicy: "Policy-Min-TLS-1-2-2019-07" } },
      { Endpoint: { EnforceHTTPS: true, TLSSecurityPolicy: "Policy-Min-TLS-1-0-2019-07" } },
    ],
    unknown: [{ Endpoint: { EnforceHTTPS: true } }],
  },
  requirements: related({
    "aws-fsbp": "OpenSearch.8",
    "pci-dss-3.2.1": "4.1 4.1.a",
    "pci-dss-4.0": "1.2.5 2.2.5 2.2.7 4.2.1.1 4.2.1 8.3.2",
    "aws-well-architected-security": "protect-data-transit:sec_protect_data_transit_encrypt",
  }),
});
