import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "OSS-005",
  pack: "compliance",
  title: "OpenSearch domain should have audit logs",
  category: "logging",
  severity: "medium",
  resourceType: "AWS::OpenSearchService::Domain",
  remedy: "Publish audit logs to CloudWatch Logs, with fine-grained access control.",
  config: z.object({ AuditLogs: z.boolean() }),
  evaluate: ({ AuditLogs }) => (AuditLogs ? pass("Audit logs are published.") : fail("Audit logs are off.")),
  examples: {
    pass: [{ AuditLogs: true }],
    fail: [{ AuditLogs: false }],
  },
  requirements: related({
    "aws-fsbp": "OpenSearch.5",
    "pci-dss-3.2.1": "3.4 3.4.a 3.4.b 10.2 10.8 10.8.b",
    "pci-dss-4.0": "10.5.1 5.3.4",
    soc2: "A1.2",
    "aws-well-architected-security": "detect-investigate-events:sec_detect_investigate_events_app_service_logging",
    "iso-27001-2022": "A.8.15",
  }),
});
