/**
 * A strict reader of OCSF events: OCSF 1.3.0, read from github.com/ocsf/ocsf-schema at tag 1.3.0 (events/base_event.json,
 * events/findings/finding.json, events/findings/compliance_finding.json, objects/*.json, profiles/cloud.json,
 * dictionary.json). What is not named here is no attribute of the class, and is told as wrong.
 */
type Attribute = { type: Type; isRequired?: boolean; isList?: boolean };
type Type = "string" | "integer" | "time" | "json" | readonly number[] | { [name: string]: Attribute };

const required = (type: Type): Attribute => ({ type, isRequired: true });
const optional = (type: Type): Attribute => ({ type });
const list = (type: Type): Attribute => ({ type, isList: true });
const texts = (...names: string[]) => Object.fromEntries(names.map((name) => [name, optional("string")]));
const times = (...names: string[]) => Object.fromEntries(names.map((name) => [name, optional("time")]));

const PRODUCT: Type = {
  vendor_name: required("string"),
  ...texts("name", "uid", "version", "lang", "path", "cpe_name", "url_string"),
};
const METADATA: Type = {
  version: required("string"),
  product: required(PRODUCT),
  profiles: list("string"),
  labels: list("string"),
  sequence: optional("integer"),
  ...texts("correlation_uid", "event_code", "log_level", "log_name", "log_provider", "log_version"),
  ...texts("original_time", "tenant_uid", "uid"),
  ...times("logged_time", "modified_time", "processed_time"),
};
const FINDING_INFO: Type = {
  uid: required("string"),
  title: required("string"),
  types: list("string"),
  data_sources: list("string"),
  ...texts("desc", "product_uid", "src_url"),
  ...times("created_time", "modified_time", "first_seen_time", "last_seen_time"),
};
const COMPLIANCE: Type = {
  standards: { type: "string", isList: true, isRequired: true },
  requirements: list("string"),
  status_id: optional([0, 1, 2, 3, 99]),
  ...texts("control", "status", "status_code", "status_detail"),
};
const REMEDIATION: Type = { desc: required("string"), references: list("string") };
const RESOURCE: Type = {
  ...texts("uid", "name", "type", "region", "cloud_partition", "criticality", "namespace", "version"),
  labels: list("string"),
  data: optional("json"),
};
const ACCOUNT: Type = {
  ...texts("uid", "name", "type"),
  type_id: optional([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99]),
  labels: list("string"),
};
const CLOUD: Type = {
  provider: required("string"),
  account: optional(ACCOUNT),
  ...texts("region", "zone", "project_uid"),
};
const EVENT: Type = {
  activity_id: required([0, 1, 2, 3, 99]),
  category_uid: required([2]),
  class_uid: required([2003]),
  type_uid: required([200300, 200301, 200302, 200303, 200399]),
  severity_id: required([0, 1, 2, 3, 4, 5, 6, 99]),
  time: required("time"),
  metadata: required(METADATA),
  finding_info: required(FINDING_INFO),
  compliance: required(COMPLIANCE),
  // Of the profile "cloud", which each event says it has.
  cloud: required(CLOUD),
  remediation: optional(REMEDIATION),
  resources: list(RESOURCE),
  status_id: optional([0, 1, 2, 3, 4, 99]),
  confidence_id: optional([0, 1, 2, 3, 99]),
  confidence_score: optional("integer"),
  count: optional("integer"),
  duration: optional("integer"),
  timezone_offset: optional("integer"),
  unmapped: optional("json"),
  ...texts("activity_name", "category_name", "class_name", "type_name", "severity", "status", "status_code"),
  ...texts("status_detail", "message", "comment", "confidence", "raw_data"),
  ...times("start_time", "end_time"),
};

/** What is wrong with an event, each with its path; nothing = it is valid. */
export function problemsOf(event: unknown): string[] {
  const wrong = check(EVENT, event, "event");
  if (wrong.length > 0) return wrong;
  const { class_uid, activity_id, type_uid } = event as Record<string, number>;
  return type_uid === Number(class_uid) * 100 + Number(activity_id) ? [] : ["event.type_uid is not of its activity"];
}

function check(type: Type, value: unknown, path: string): string[] {
  const expected = (what: string) => [`${path} is ${JSON.stringify(value)}, not ${what}`];
  if (type === "json") return value === undefined ? expected("JSON") : [];
  if (type === "string") return typeof value === "string" ? [] : expected("a string_t");
  if (type === "integer") return Number.isSafeInteger(value) ? [] : expected("an integer_t");
  if (type === "time")
    // Milliseconds since 1970: what is smaller than the year 2001 were seconds.
    return Number.isSafeInteger(value) && Number(value) > 1e12 ? [] : expected("a timestamp_t");
  if (isEnumeration(type))
    return type.includes(Number(value)) && typeof value === "number" ? [] : expected(`one of ${type}`);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return expected("an object");
  const attributes = Object.entries(type).flatMap(([name, attribute]) => {
    const here = `${path}.${name}`;
    if (!Object.hasOwn(value, name)) return attribute.isRequired ? [`${here} is missing`] : [];
    const inner: unknown = Reflect.get(value, name);
    if (!attribute.isList) return check(attribute.type, inner, here);
    if (!Array.isArray(inner)) return [`${here} is no list`];
    if (attribute.isRequired && inner.length === 0) return [`${here} is empty`];
    return inner.flatMap((item, at) => check(attribute.type, item, `${here}[${at}]`));
  });
  const unknown = Object.keys(value).filter((name) => !Object.hasOwn(type, name));
  return [...attributes, ...unknown.map((name) => `${path}.${name} is no attribute`)];
}

/** Array.isArray does not narrow a readonly array. */
const isEnumeration = (type: Type): type is readonly number[] => Array.isArray(type);
