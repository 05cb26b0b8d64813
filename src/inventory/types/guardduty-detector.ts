import { resourceType } from "../resource-type.ts";
import { attempt, discovered, each, fields } from "./reading.ts";

const OPEN_HIGH = { Criterion: { severity: { GreaterThanOrEqual: 7 }, "service.archived": { Equals: ["false"] } } };
/** More than this many open findings are told as this many. */
const COUNTED_MAX = 50;

export default resourceType({
  type: "AWS::GuardDuty::Detector",
  service: "security",
  label: "GuardDuty",
  where: "each-region",
  calls: ["guardduty:ListDetectors", "guardduty:GetDetector", "guardduty:ListFindings"],
  /** A region has one detector at most; where there is none, that is what is told. */
  async list(aws, place) {
    const { region, partition, accountId } = place;
    const { DetectorIds = [] } = await aws.call("guardduty:ListDetectors", {}, region);
    const arn = (id: string) => `arn:${partition}:guardduty:${region}:${accountId}:detector/${id}`;
    if (DetectorIds.length === 0) {
      const absent = {
        type: "AWS::GuardDuty::Detector",
        nativeId: region,
        arn: arn("none"),
        name: `GuardDuty in ${region}`,
      };
      return {
        resources: [discovered(place, { ...absent, tags: {}, config: { Absent: true }, status: "absent" })],
        next: null,
      };
    }
    const resources = await each(DetectorIds, async (DetectorId) => {
      const detector = await aws.call("guardduty:GetDetector", { DetectorId }, region);
      const found = await attempt(async () => {
        const request = { DetectorId, FindingCriteria: OPEN_HIGH, MaxResults: COUNTED_MAX };
        return (await aws.call("guardduty:ListFindings", request, region)).FindingIds?.length ?? 0;
      });
      return discovered(place, {
        type: "AWS::GuardDuty::Detector",
        nativeId: DetectorId,
        arn: arn(DetectorId),
        name: `GuardDuty in ${region}`,
        tags: detector.Tags ?? {},
        config: {
          ...fields(detector, "Status", "FindingPublishingFrequency"),
          S3Logs: detector.DataSources?.S3Logs?.Status ?? null,
          Features: (detector.Features ?? []).map((feature) => fields(feature, "Name", "Status")),
        },
        metrics: "unread" in found ? {} : { openHighFindings: found.value },
        unread: "unread" in found ? { metrics: found.unread } : {},
        status: detector.Status ?? null,
      });
    });
    return { resources, next: null };
  },
});
