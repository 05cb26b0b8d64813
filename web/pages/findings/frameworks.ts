/** Names as their publishers write them. */
const NAMES: [prefix: string, name: string][] = [
  ["cis-aws", "CIS AWS Foundations"],
  ["aws-fsbp", "AWS Foundational Security Best Practices"],
  ["aws-well-architected-security", "AWS Well-Architected, security"],
  ["pci-dss", "PCI DSS"],
  ["soc2", "SOC 2"],
  ["hipaa", "HIPAA"],
  ["nist-800-53", "NIST SP 800-53"],
  ["iso-27001", "ISO/IEC 27001"],
];

/** "cis-aws-5.0" → "CIS AWS Foundations 5.0" */
export function frameworkName(key: string): string {
  const known = NAMES.find(([prefix]) => key.startsWith(prefix));
  if (!known) return key;
  const [prefix, name] = known;
  const version = key.slice(prefix.length).replace(/^-/, "");
  return version ? `${name} ${version}` : name;
}
