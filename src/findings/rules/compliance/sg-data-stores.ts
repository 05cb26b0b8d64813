import * as z from "zod";
import { rule } from "../../rule.ts";
import { closedToInternet, IpPermission } from "./open-ports.ts";
import { related } from "./related.ts";

const PORTS = {
  5601: "Kibana",
  6379: "Redis",
  7199: "Cassandra JMX",
  8888: "Cassandra OpsCenter",
  9092: "Kafka",
  9160: "Cassandra Thrift",
  9200: "Elasticsearch",
  9300: "Elasticsearch transport",
  11211: "Memcached",
  27017: "MongoDB",
  27018: "MongoDB shard",
};

export default rule({
  id: "EC2-015",
  pack: "compliance",
  title: "Security group must not open NoSQL, cache, search or broker ports to the internet",
  category: "network",
  severity: "high",
  resourceType: "AWS::EC2::SecurityGroup",
  remedy: "Allow only the application's security group as source.",
  config: z.object({ IpPermissions: z.array(IpPermission) }),
  evaluate: ({ IpPermissions }) => closedToInternet(IpPermissions, PORTS),
  examples: {
    pass: [
      { IpPermissions: [] },
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 6379, ToPort: 6379, IpRanges: [{ CidrIp: "10.0.0.0/8" }] }] },
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 6380, ToPort: 6380, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
      { IpPermissions: [{ IpProtocol: "udp", FromPort: 6379, ToPort: 6379, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
    ],
    fail: [
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 6379, ToPort: 6379, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 6377, ToPort: 6379, Ipv6Ranges: [{ CidrIpv6: "::/0" }] }] },
      { IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
    ],
  },
  requirements: related({
    "aws-fsbp": "EC2.19",
    soc2: "CC6.6",
    "aws-well-architected-security": "network-protection:sec_network_protection_auto_protect",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
