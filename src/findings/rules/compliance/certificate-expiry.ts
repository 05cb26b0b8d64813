import * as z from "zod";
import { fail, notApplicable, pass, rule, unknown } from "../../rule.ts";
import { daysSince } from "./age.ts";
import { related } from "./related.ts";

/** Time enough to renew by hand. */
const DAYS_MIN = 30;

export default rule({
  id: "ACM-001",
  pack: "compliance",
  title: "Certificate in use must be valid for more than 30 days",
  category: "hygiene",
  severity: "high",
  resourceType: "AWS::CertificateManager::Certificate",
  remedy: "Renew the certificate: validate it by DNS so that ACM renews it by itself.",
  config: z.object({ NotAfter: z.string().nullish(), InUse: z.boolean().nullish(), Status: z.string().nullish() }),
  evaluate({ NotAfter, InUse, Status }, { now }) {
    if (!InUse) return notApplicable("Nothing uses it.");
    if (!NotAfter) return unknown(`AWS does not say until when it is valid (${Status ?? "no status"}).`);
    const days = -daysSince(NotAfter, now);
    return days > DAYS_MIN
      ? pass(`Valid until ${NotAfter.slice(0, 10)}.`)
      : fail(days < 0 ? `Expired on ${NotAfter.slice(0, 10)}.` : `Expires on ${NotAfter.slice(0, 10)}.`);
  },
  examples: {
    pass: [{ NotAfter: "2026-12-20T12:00:01Z", InUse: true }],
    fail: [
      { NotAfter: "2026-12-20T12:00:00Z", InUse: true },
      { NotAfter: "2026-01-01T00:00:00Z", InUse: true },
    ],
    notApplicable: [{ NotAfter: "2026-01-01T00:00:00Z", InUse: false }],
    unknown: [{ InUse: true, Status: "PENDING_VALIDATION" }],
  },
  requirements: related({
    "aws-fsbp": "ACM.1",
    "pci-dss-3.2.1": "2.3 4.1 4.1.a 4.1.d 4.1.g",
    "pci-dss-4.0": "3.5.1.1 3.5.1.3 3.6.1.2 3.6.1.3 3.6.1.4 3.6.1 3.7.1 3.7.2 3.7.4 3.7.5 3.7.6 3.7.7 4.2.1.1",
    soc2: "CC6.7",
    hipaa: "164.308(a)(4)(ii)(A) 164.312(e)(1)",
    "nist-800-53-r5": "sc_7_12 sc_7_16",
    "aws-well-architected-security": "protect-data-transit:sec_protect_data_transit_key_cert_mgmt",
    "iso-27001-2022": "A.8.5",
  }),
});
