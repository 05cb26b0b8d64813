import type { KeyAlgorithm } from "@aws-sdk/client-acm";
import { resourceType } from "../resource-type.ts";
import { discovered, fields, readTags } from "./reading.ts";

const PAGE_SIZE = 100;
/** Without them ACM lists only RSA keys of 1024 and 2048 bits (ACM API reference, ListCertificates). */
const KEY_TYPES: KeyAlgorithm[] = [
  "RSA_1024",
  "RSA_2048",
  "RSA_3072",
  "RSA_4096",
  "EC_prime256v1",
  "EC_secp384r1",
  "EC_secp521r1",
];

export default resourceType({
  type: "AWS::CertificateManager::Certificate",
  service: "security",
  label: "Certificate",
  where: "each-region",
  calls: ["acm:ListCertificates", "tag:GetResources"],
  async list(aws, place, cursor) {
    const request = { MaxItems: PAGE_SIZE, NextToken: cursor ?? undefined, Includes: { keyTypes: KEY_TYPES } };
    const page = await aws.call("acm:ListCertificates", request, place.region);
    const certificates = page.CertificateSummaryList ?? [];
    const tags = await readTags(
      aws,
      place.region,
      certificates.flatMap((one) => one.CertificateArn ?? []),
    );
    const resources = certificates.map((certificate) => {
      const arn = certificate.CertificateArn ?? "";
      const unread: Record<string, string> = {};
      return discovered(place, {
        type: "AWS::CertificateManager::Certificate",
        nativeId: arn.split("/").at(-1) ?? arn,
        arn,
        name: certificate.DomainName || arn,
        tags: tags(arn, unread),
        config: fields(
          certificate,
          ...(["DomainName", "Status", "Type", "KeyAlgorithm", "NotBefore", "NotAfter", "InUse"] as const),
          "RenewalEligibility",
        ),
        unread,
        status: certificate.Status ?? null,
      });
    });
    return { resources, next: page.NextToken || null };
  },
});
