import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { PolicyDocument } from "./policy-document.ts";
import { related } from "./related.ts";
import { refusesPlainHttp } from "./secure-transport.ts";

const DENY = {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

export default rule({
  id: "S3-005",
  pack: "compliance",
  title: "Bucket policy must refuse plain HTTP",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::S3::Bucket",
  remedy:
    "Add a statement that denies s3:* to everyone when aws:SecureTransport is false, for the bucket and its objects.",
  config: z.object({ Name: z.string(), Policy: PolicyDocument.nullable() }),
  evaluate({ Name, Policy }) {
    if (!Policy) return fail("Has no bucket policy, so plain HTTP is accepted.");
    return refusesPlainHttp(Policy, Name)
      ? pass("Plain HTTP is refused for the bucket and its objects.")
      : fail("No statement refuses every plain HTTP request to the bucket and its objects.");
  },
  examples: {
    pass: [
      { Name: "b", Policy: { Statement: [{ ...DENY, Action: ["s3:*", "s3:GetObject"] }] } },
      {
        Name: "b",
        Policy: { Statement: [{ ...DENY, Condition: { BoolIfExists: { "aws:SecureTransport": false } } }] },
      },
      { Name: "b", Policy: { Statement: [DENY] } },
      { Name: "b", Policy: { Statement: [{ ...DENY, Principal: { AWS: "*" }, Action: "*", Resource: "*" }] } },
    ],
    fail: [
      { Name: "b", Policy: { Statement: [{ ...DENY, Principal: undefined, NotPrincipal: { AWS: "123456789012" } }] } },
      { Name: "b", Policy: { Statement: [{ ...DENY, Principal: { AWS: "123456789012" } }] } },
      { Name: "b", Policy: { Statement: [{ ...DENY, Condition: undefined }] } },
      { Name: "b", Policy: { Statement: [{ ...DENY, Resource: undefined }] } },
      { Name: "b", Policy: { Statement: [{ ...DENY, Action: undefined }] } },
      { Name: "b", Policy: { Statement: [{ ...DENY, Resource: "arn:aws:s3:::b" }] } },
      { Name: "b", Policy: { Statement: [{ ...DENY, Condition: { Bool: { "aws:SecureTransport": "true" } } }] } },
      {
        Name: "b",
        Policy: { Statement: [{ ...DENY, Condition: { Bool: { "aws:SecureTransport": ["false", "true"] } } }] },
      },
      {
        Name: "b",
        Policy: {
          Statement: [
            { ...DENY, Condition: { Bool: { "aws:SecureTransport": "false", "aws:ViaAWSService": "false" } } },
          ],
        },
      },
      {
        Name: "b",
        Policy: { Statement: [{ ...DENY, Condition: { StringEquals: { "aws:SecureTransport": "false" } } }] },
      },
      { Name: "b", Policy: { Statement: [{ ...DENY, Condition: { Bool: { "aws:ViaAWSService": "false" } } }] } },
      { Name: "b", Policy: null },
      { Name: "b", Policy: { Statement: [{ ...DENY, Action: "s3:PutObject" }] } },
      { Name: "b", Policy: { Statement: [{ ...DENY, Resource: "arn:aws:s3:::b/*" }] } },
      { Name: "b", Policy: { Statement: [{ ...DENY, Effect: "Allow" }] } },
    ],
  },
  requirements: related({
    "cis-aws-1.4": "2.1.2",
    "cis-aws-1.5": "2.1.2",
    "cis-aws-2.0": "2.1.1",
    "cis-aws-3.0": "2.1.1",
    "cis-aws-5.0": "2.1.1",
    "cis-aws-7.0": "3.1.1",
    "aws-fsbp": "S3.5",
    "pci-dss-4.0": "1.2.5 2.2.5 2.2.7 4.2.1.1 4.2.1 8.3.2",
    hipaa:
      "164.308(a)(1)(ii)(B) 164.312(a)(2)(iv) 164.312(c)(1) 164.312(c)(2) 164.312(e)(1) 164.312(e)(2)(i) 164.312(e)(2)(ii)",
    "nist-800-53-r5":
      "ac_4 ac_4_22 ac_17_2 ac_24_1 au_9_3 ca_9_b cm_6_a cm_9_b ia_5_1_c pm_11_b pm_17_b sc_7_4_b sc_7_4_g sc_7_5 sc_8 sc_8_1 sc_8_2 sc_8_3 sc_8_4 sc_8_5 sc_13_a sc_16_1 sc_23 si_1_a_2",
    "aws-well-architected-security": "protect-data-transit:sec_protect_data_transit_encrypt",
  }),
});
