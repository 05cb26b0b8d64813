import { resourceType } from "../resource-type.ts";
import { arnOf, attempt, discovered, fields, mapReading, settle } from "./reading.ts";

export default resourceType({
  type: "AWS::Config::ConfigurationRecorder",
  service: "security",
  label: "AWS Config recorder",
  where: "each-region",
  calls: ["config:DescribeConfigurationRecorders", "config:DescribeConfigurationRecorderStatus"],
  /** A region has one recorder of its own at most; where there is none, that is what is told. */
  async list(aws, place) {
    const { region } = place;
    const { ConfigurationRecorders = [] } = await aws.call("config:DescribeConfigurationRecorders", {}, region);
    const of = (name: string) => ({
      type: "AWS::Config::ConfigurationRecorder",
      arn: arnOf(place, "config", `config-recorder/${name}`),
      name: `AWS Config in ${region}`,
      tags: {},
    });
    if (ConfigurationRecorders.length === 0) {
      const absent = discovered(place, { ...of("none"), nativeId: region, config: { Absent: true }, status: "absent" });
      return { resources: [absent], next: null };
    }
    const states = await attempt(async () => {
      const answer = await aws.call("config:DescribeConfigurationRecorderStatus", {}, region);
      return answer.ConfigurationRecordersStatus ?? [];
    });
    const resources = ConfigurationRecorders.map((recorder) => {
      const name = recorder.name ?? "";
      const { config, unread } = settle({
        Status: mapReading(states, (all) => {
          const state = all.find((one) => one.name === name);
          return state ? { recording: state.recording ?? false, lastStatus: state.lastStatus ?? null } : null;
        }),
      });
      return discovered(place, {
        ...of(name),
        nativeId: name,
        config: { ...fields(recorder, "name", "recordingGroup"), ...config },
        unread,
      });
    });
    return { resources, next: null };
  },
});
