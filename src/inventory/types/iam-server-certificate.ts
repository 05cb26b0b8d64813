import { resourceType } from "../resource-type.ts";

import { discovered, fields } from "./reading.ts";

const PAGE_SIZE = 100;

export default resourceType({
  type: "AWS::IAM::ServerCertificate",
  service: "iam",
  label: "Certificate kept in IAM",
  where: "once",
  calls: ["iam:ListServerCertificates"],
  async list(aws, place, cursor) {
    const request = { MaxItems: PAGE_SIZE, Marker: cursor ?? undefined };
    const page = await aws.call("iam:ListServerCertificates", request, place.region);
    const resources = (page.ServerCertificateMetadataList ?? []).map((certificate) =>
      discovered(place, {
        type: "AWS::IAM::ServerCertificate",
        nativeId: certificate.ServerCertificateName ?? "",
        arn: certificate.Arn ?? "",
        name: certificate.ServerCertificateName ?? "",
        tags: {},
        config: fields(certificate, "ServerCertificateName", "Path", "Expiration", "UploadDate"),
      }),
    );
    return { resources, next: page.IsTruncated ? (page.Marker ?? null) : null };
  },
});
