import type { AdvancedEventSelector, EventSelector } from "@aws-sdk/client-cloudtrail";

export type Selectors = { basic: readonly EventSelector[]; advanced: readonly AdvancedEventSelector[] };

/** Whether every management event, reads and writes, is in the trail; without selectors it is (CloudTrail user guide, "Management events"). */
export const recordsManagement = ({ basic, advanced }: Selectors): boolean =>
  (basic.length === 0 && advanced.length === 0) ||
  basic.some(({ IncludeManagementEvents, ReadWriteType }) => IncludeManagementEvents && ReadWriteType === "All") ||
  advanced.some(({ FieldSelectors = [] }) => {
    const on = (field: string) => FieldSelectors.find(({ Field }) => Field === field);
    return on("eventCategory")?.Equals?.includes("Management") && !on("readOnly");
  });

/** Whether calls on the objects of every bucket are in the trail: those that read, or those that write. */
export function recordsObjects({ basic, advanced }: Selectors, kind: "ReadOnly" | "WriteOnly"): boolean {
  const everyBucket = (values: readonly string[] = []) =>
    values.some((value) => /^arn:aws[\w-]*:s3(:::)?$/.test(value));
  const readOnly = kind === "ReadOnly" ? "true" : "false";
  return (
    basic.some(
      ({ ReadWriteType, DataResources = [] }) =>
        (ReadWriteType === "All" || ReadWriteType === kind) &&
        DataResources.some(({ Type, Values }) => Type === "AWS::S3::Object" && everyBucket(Values)),
    ) ||
    advanced.some(({ FieldSelectors = [] }) => {
      const on = (field: string) => FieldSelectors.find(({ Field }) => Field === field);
      // A selector on names or ARNs leaves buckets out.
      const isNarrow = FieldSelectors.some(
        ({ Field = "" }) => !["eventCategory", "resources.type", "readOnly"].includes(Field),
      );
      const direction = on("readOnly")?.Equals;
      return (
        on("eventCategory")?.Equals?.includes("Data") &&
        on("resources.type")?.Equals?.includes("AWS::S3::Object") &&
        !isNarrow &&
        (!direction || direction.includes(readOnly))
      );
    })
  );
}
