import { resourceType } from "../resource-type.ts";
import { arnOf, discovered, fields, tagsOf } from "./reading.ts";
import { HOUR, readUsage, USAGE_CALL } from "./usage.ts";

const PAGE_SIZE = 200;
const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);

export default resourceType({
  type: "AWS::EC2::CapacityReservation",
  service: "ec2",
  label: "Capacity reservation",
  where: "each-region",
  calls: ["ec2:DescribeCapacityReservations", USAGE_CALL],
  async list(aws, place, cursor) {
    const request = { MaxResults: PAGE_SIZE, NextToken: cursor ?? undefined };
    const page = await aws.call("ec2:DescribeCapacityReservations", request, place.region);
    // Ended reservations stay listed; shared ones are paid by their owner.
    const reservations = (page.CapacityReservations ?? []).filter(
      ({ State, OwnerId }) => State === "active" && (OwnerId ?? place.accountId) === place.accountId,
    );
    const usage = await readUsage(
      aws,
      place,
      reservations.map(({ CapacityReservationId = "" }) => ({
        availableLeast7d: {
          namespace: "AWS/EC2CapacityReservations",
          metric: "AvailableInstanceCount",
          dimensions: { CapacityReservationId },
          stat: "Minimum",
          days: 7,
          periodSeconds: HOUR,
          reduce: least,
        },
      })),
    );
    const resources = reservations.map((reservation, index) => {
      const id = reservation.CapacityReservationId ?? "";
      const unread: Record<string, string> = {};
      return discovered(place, {
        type: "AWS::EC2::CapacityReservation",
        nativeId: id,
        arn: reservation.CapacityReservationArn ?? arnOf(place, "ec2", `capacity-reservation/${id}`),
        tags: tagsOf(reservation.Tags),
        config: {
          ...fields(reservation, "CapacityReservationId", "InstanceType", "InstancePlatform", "Tenancy", "StartDate"),
          ...fields(reservation, "TotalInstanceCount", "AvailabilityZone", "EndDateType", "EndDate"),
        },
        metrics: usage(index, unread),
        unread,
        status: reservation.State ?? null,
      });
    });
    return { resources, next: page.NextToken || null };
  },
});
