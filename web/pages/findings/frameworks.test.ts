import { expect, test } from "bun:test";
import { frameworkName } from "./frameworks.ts";

test.each([
  ["cis-aws-5.0", "CIS AWS Foundations 5.0"],
  ["aws-fsbp", "AWS Foundational Security Best Practices"],
  ["nist-800-53-r5", "NIST SP 800-53 r5"],
  ["iso-27001-2022", "ISO/IEC 27001 2022"],
  ["unheard-of-1", "unheard-of-1"],
])("%s is %s", (key, name) => expect(frameworkName(key)).toBe(name));
