import type { AnyRule } from "../rule.ts";

/** One version of a framework. Its requirements are the ids that the rules relate to; its own text is its publisher's. */
export type Framework = {
  /** As in `Rule.requirements`. */
  id: string;
  name: string;
  version: string | null;
  publisher: string;
  /** A newer version of the same framework is listed too. */
  isSuperseded: boolean;
  /** The part of a requirement's id that names its section. */
  section: RegExp;
  /** Section → what it is about, in our own words; a section without an entry names itself. */
  sections: Readonly<Record<string, string>>;
};

const CIS_BEFORE_6 = {
  "1": "Identity and access",
  "2": "Storage and databases",
  "3": "Logging",
  "4": "Monitoring",
  "5": "Networking",
};
/** From version 6 on, every section stands one further. */
const CIS_SINCE_6 = {
  "1": "Before you begin",
  "2": "Identity and access",
  "3": "Storage and databases",
  "4": "Logging",
  "5": "Monitoring",
  "6": "Networking",
};
const PCI = {
  "1": "Network security controls",
  "2": "Secure configuration",
  "3": "Stored account data",
  "4": "Data in transit",
  "5": "Malicious software",
  "6": "Secure systems and software",
  "7": "Access by need to know",
  "8": "Identification and authentication",
  "9": "Physical access",
  "10": "Logging and monitoring",
  "11": "Testing of security",
  "12": "Policies and programmes",
};

const cis = (version: string, isSuperseded: boolean): Framework => ({
  id: `cis-aws-${version}`,
  name: "CIS AWS Foundations",
  version,
  publisher: "Center for Internet Security",
  isSuperseded,
  section: /^\d+/,
  sections: Number.parseInt(version, 10) < 6 ? CIS_BEFORE_6 : CIS_SINCE_6,
});
const pci = (version: string, isSuperseded: boolean): Framework => ({
  id: `pci-dss-${version}`,
  name: "PCI DSS",
  version,
  publisher: "PCI Security Standards Council",
  isSuperseded,
  section: /^[A-Z]?\d+/,
  sections: PCI,
});

export const FRAMEWORKS: readonly Framework[] = [
  cis("7.0", false),
  {
    id: "aws-fsbp",
    name: "AWS Foundational Security Best Practices",
    version: null,
    publisher: "Amazon Web Services",
    isSuperseded: false,
    section: /^[A-Za-z0-9]+(?=\.)/,
    sections: {},
  },
  {
    id: "aws-well-architected-security",
    name: "AWS Well-Architected, security",
    version: null,
    publisher: "Amazon Web Services",
    isSuperseded: false,
    section: /^[a-z-]+(?=:)/,
    sections: {
      "application-security": "Application security",
      "detect-investigate-events": "Detection",
      identities: "Identities",
      "incident-response": "Incident response",
      "network-protection": "Network protection",
      permissions: "Permissions",
      "protect-compute": "Compute protection",
      "protect-data-rest": "Data at rest",
      "protect-data-transit": "Data in transit",
      "securely-operate": "Secure operation",
      "data-classification": "Data classification",
    },
  },
  pci("4.0", false),
  {
    id: "soc2",
    name: "SOC 2",
    version: null,
    publisher: "AICPA",
    isSuperseded: false,
    section: /^[A-Z]+\d+/,
    sections: {
      A1: "Availability",
      C1: "Confidentiality",
      CC1: "Control environment",
      CC2: "Communication",
      CC3: "Risk assessment",
      CC4: "Monitoring of controls",
      CC5: "Control activities",
      CC6: "Logical and physical access",
      CC7: "System operations",
      CC8: "Change management",
      CC9: "Risk mitigation",
      PI1: "Processing integrity",
    },
  },
  {
    id: "iso-27001-2022",
    name: "ISO/IEC 27001",
    version: "2022",
    publisher: "ISO and IEC",
    isSuperseded: false,
    section: /^A\.\d+/,
    sections: { "A.5": "Organisational controls", "A.8": "Technological controls" },
  },
  {
    id: "nist-800-53-r5",
    name: "NIST SP 800-53",
    version: "r5",
    publisher: "National Institute of Standards and Technology",
    isSuperseded: false,
    section: /^[a-z]+/,
    sections: {
      ac: "Access control",
      au: "Audit and accountability",
      ca: "Assessment, authorisation and monitoring",
      cm: "Configuration management",
      cp: "Contingency planning",
      ia: "Identification and authentication",
      ir: "Incident response",
      ma: "Maintenance",
      mp: "Media protection",
      pe: "Physical protection",
      pm: "Programme management",
      ra: "Risk assessment",
      sa: "System and services acquisition",
      sc: "System and communications protection",
      si: "System and information integrity",
    },
  },
  {
    id: "hipaa",
    name: "HIPAA Security Rule",
    version: null,
    publisher: "US Department of Health and Human Services",
    isSuperseded: false,
    section: /^\d+\.\d+/,
    sections: {
      "164.308": "Administrative safeguards",
      "164.310": "Physical safeguards",
      "164.312": "Technical safeguards",
    },
  },
  cis("5.0", true),
  cis("3.0", true),
  cis("2.0", true),
  cis("1.5", true),
  cis("1.4", true),
  pci("3.2.1", true),
];

const BY_ID = new Map(FRAMEWORKS.map((framework) => [framework.id, framework]));
export const frameworkOf = (id: string) => BY_ID.get(id);
export const fullName = ({ name, version }: Pick<Framework, "name" | "version">) =>
  version ? `${name} ${version}` : name;

/** A requirement as its publisher writes it: "ac_2_3_a" → "AC-2(3)(a)", "permissions:sec_x" → "sec_x". */
export function requirementLabel(framework: Framework, id: string): string {
  if (framework.id === "aws-well-architected-security") return id.replace(framework.section, "").slice(1);
  if (framework.id !== "nist-800-53-r5") return id;
  const [family = "", control = "", ...rest] = id.split("_");
  return `${family.toUpperCase()}-${control}${rest.map((part) => `(${part})`).join("")}`;
}

export function sectionOf({ section, sections }: Framework, id: string): { id: string; name: string } {
  const key = section.exec(id)?.[0] ?? "";
  return { id: key, name: sections[key] ?? key };
}

/** What a rule relates to, for people: each framework by its name, its requirements as their publisher writes them. */
export function relatedTo(rule: Pick<AnyRule, "requirements">) {
  return FRAMEWORKS.flatMap((framework) => {
    const ids = rule.requirements[framework.id] ?? [];
    if (ids.length === 0) return [];
    const labels = ids.map((id) => requirementLabel(framework, id));
    return [{ framework: framework.id, name: fullName(framework), isSuperseded: framework.isSuperseded, ids: labels }];
  });
}

/** What frameworks need of a rule, whoever wrote it. */
export type Related = Pick<AnyRule, "id" | "requirements">;

const natural = new Intl.Collator("en", { numeric: true });

/** The requirements of a framework that rules relate to, in the framework's order, each with its rules. */
export function requirementsOf<Rule extends Related>(
  framework: Framework,
  rules: readonly Rule[],
): { id: string; rules: Rule[] }[] {
  const found = new Map<string, Rule[]>();
  for (const rule of rules)
    for (const id of rule.requirements[framework.id] ?? []) found.set(id, [...(found.get(id) ?? []), rule]);
  return [...found]
    .map(([id, rules]) => ({ id, rules }))
    .sort((a, b) => natural.compare(a.id.replaceAll("_", "."), b.id.replaceAll("_", ".")));
}
