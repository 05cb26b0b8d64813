import { describe, expect, test } from "bun:test";
import { accountOn } from "./account.ts";
import { regionNames } from "./company.ts";

const NOW = new Date("2026-11-21T09:30:00Z");
const account = accountOn(NOW);
const instances = regionNames().flatMap((region) => account.machines(region).map(({ instance }) => instance));
const volumes = regionNames().flatMap(account.volumes);
const databases = regionNames().flatMap(account.databases);
const functions = regionNames().flatMap(account.functions);
const services = regionNames().flatMap((region) => account.services(region).map(({ service }) => service));
const balancers = regionNames().flatMap(account.balancers);
const groups = regionNames().flatMap(account.groups);
const buckets = account.buckets();

const opens = (port: number) =>
  groups.map(({ IpPermissions = [] }) =>
    IpPermissions.some(
      ({ IpProtocol, FromPort = 0, ToPort = 0, IpRanges = [] }) =>
        IpRanges.some(({ CidrIp }) => CidrIp === "0.0.0.0/0") &&
        (IpProtocol === "-1" || (FromPort <= port && port <= ToPort)),
    ),
  );
const stoppedDays = (reason = "") => (NOW.getTime() - Date.parse(reason.slice(16, 35).replace(" ", "T"))) / 86_400_000;

/** Each fault that a rule looks for: how many have it, and that not all of them do. */
const FAULTS: Record<string, boolean[]> = {
  "instance without IMDSv2": instances.map(({ MetadataOptions }) => MetadataOptions?.HttpTokens !== "required"),
  "instance with a public address": instances.map(({ PublicIpAddress }) => PublicIpAddress !== undefined),
  "instance without a role": instances.map(({ IamInstanceProfile }) => !IamInstanceProfile),
  "instance stopped for over 30 days": instances.map(
    ({ StateTransitionReason }) => stoppedDays(StateTransitionReason) > 30,
  ),
  "instance stopped for under 30 days": instances.map(
    ({ StateTransitionReason }) => stoppedDays(StateTransitionReason) < 30,
  ),
  "instance of a previous generation": instances.map(({ InstanceType = "" }) =>
    /^(m4|m5|r4|r5|c5|t2)\./.test(InstanceType),
  ),
  "volume not encrypted": volumes.map(({ Encrypted }) => !Encrypted),
  "volume unattached": volumes.map(({ State }) => State === "available"),
  "volume of type gp2": volumes.map(({ VolumeType }) => VolumeType === "gp2"),
  "group open to SSH": opens(22),
  "group open to RDP": opens(3389),
  "group open to a database": opens(5432),
  "group open to a cache": opens(6379),
  "group open to 8080": opens(8080),
  "group open to all": groups.map(({ IpPermissions = [] }) =>
    IpPermissions.some((rule) => rule.IpProtocol === "-1" && rule.IpRanges?.length),
  ),
  "default group with rules": groups.map(
    ({ GroupName, IpPermissions = [] }) => GroupName === "default" && IpPermissions.length > 0,
  ),
  "database not encrypted": databases.map(({ StorageEncrypted }) => !StorageEncrypted),
  "database public": databases.map(({ PubliclyAccessible }) => PubliclyAccessible === true),
  "database without backups": databases.map(({ BackupRetentionPeriod }) => BackupRetentionPeriod === 0),
  "database in one zone": databases.map(({ MultiAZ }) => !MultiAZ),
  "database of development in two zones": databases.map(
    ({ MultiAZ, TagList = [] }) => MultiAZ === true && TagList.some(({ Value }) => Value === "development"),
  ),
  "database without deletion protection": databases.map(({ DeletionProtection }) => !DeletionProtection),
  "database without minor upgrades": databases.map(({ AutoMinorVersionUpgrade }) => !AutoMinorVersionUpgrade),
  "database without logs": databases.map(({ EnabledCloudwatchLogsExports }) => !EnabledCloudwatchLogsExports?.length),
  "database without enhanced monitoring": databases.map(({ MonitoringInterval }) => !MonitoringInterval),
  "database without IAM": databases.map(({ IAMDatabaseAuthenticationEnabled }) => !IAMDatabaseAuthenticationEnabled),
  "database with an administrator of that name": databases.map(({ MasterUsername = "" }) =>
    ["admin", "postgres"].includes(MasterUsername),
  ),
  "database on the default port": databases.map(({ Endpoint }) => [5432, 3306, 1433].includes(Endpoint?.Port ?? 0)),
  "database without TLS": databases.map(
    ({ DBParameterGroups = [] }) => !DBParameterGroups[0]?.DBParameterGroupName?.endsWith("-tls"),
  ),
  "database in extended support": databases.map(
    ({ Engine, EngineVersion = "" }) => Engine === "mysql" && EngineVersion.startsWith("5.7"),
  ),
  "database of a withdrawn version": databases.map(({ EngineVersion }) => EngineVersion === "13.4"),
  "database stopped": databases.map(({ DBInstanceStatus }) => DBInstanceStatus === "stopped"),
  "bucket with a public policy": buckets.map(({ isPolicyPublic, blocks }) => isPolicyPublic && !blocks),
  "bucket with a public grant": buckets.map(({ acl }) => (acl.Grants?.length ?? 0) > 1),
  "bucket without all blocks": buckets.map(({ blocks }) => !blocks?.BlockPublicAcls),
  "bucket that takes plain HTTP": buckets.map(({ policy }) => !policy?.includes("SecureTransport")),
  "bucket without versions": buckets.map(({ versioning }) => versioning.Status !== "Enabled"),
  "bucket without access log": buckets.map(({ logging }) => !logging),
  "bucket without lifecycle": buckets.map(({ lifecycle }) => !lifecycle),
  "bucket with access lists": buckets.map(({ ownership }) => ownership !== "BucketOwnerEnforced"),
  "bucket open to another account": buckets.map(({ policy }) => policy?.includes("210000000991") ?? false),
  "bucket that refuses to be read": buckets.map(({ isSealed }) => isSealed),
  "function open to everyone": functions.map(({ policy }) => policy?.includes('"Principal":"*"') ?? false),
  "function on an old runtime": functions.map(({ configuration }) =>
    /nodejs1[46]|python3\.[78]|java8|go1/.test(configuration.Runtime ?? ""),
  ),
  "function with a credential": functions.map(
    ({ configuration }) => "DB_PASSWORD" in (configuration.Environment?.Variables ?? {}),
  ),
  "function with an open URL": functions.map(({ url }) => url?.AuthType === "NONE"),
  "function URL for every origin": functions.map(({ url }) => url?.Cors?.AllowOrigins?.includes("*") ?? false),
  "function in one zone": functions.map(({ configuration }) => configuration.VpcConfig?.SubnetIds?.length === 1),
  "function without dead letters": functions.map(({ configuration }) => !configuration.DeadLetterConfig),
  "function without tracing": functions.map(({ configuration }) => configuration.TracingConfig?.Mode !== "Active"),
  "service with public addresses": services.map(
    (one) => one.networkConfiguration?.awsvpcConfiguration?.assignPublicIp === "ENABLED",
  ),
  "service on an old platform": services.map(({ platformVersion }) => platformVersion === "1.3.0"),
  "service on instances": services.map(({ launchType }) => launchType === "EC2"),
  "balancer that talks HTTP": balancers.map(({ row }) => row.wrong.includes("http")),
  "balancer without access log": balancers.map(({ attributes }) => attributes["access_logs.s3.enabled"] === "false"),
  "balancer without deletion protection": balancers.map(
    ({ attributes }) => attributes["deletion_protection.enabled"] === "false",
  ),
  "balancer that keeps invalid headers": balancers.map(
    ({ attributes }) => attributes["routing.http.drop_invalid_header_fields.enabled"] === "false",
  ),
  "balancer with a lax desync mode": balancers.map(
    ({ attributes }) => attributes["routing.http.desync_mitigation_mode"] === "monitor",
  ),
  "balancer in one zone": balancers.map(({ balancer }) => balancer.AvailabilityZones?.length === 1),
};

describe("every fault that the product looks for is there, and not everywhere", () => {
  for (const [fault, list] of Object.entries(FAULTS))
    test(fault, () => {
      const share = list.filter(Boolean).length / list.length;
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThan(0.8);
    });
});
