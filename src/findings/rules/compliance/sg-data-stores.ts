import { portsRule } from "./open-ports.ts";
import { related } from "./related.ts";

export default portsRule({
  id: "EC2-015",
  title: "Security group must not open NoSQL, cache, search or broker ports to the internet",
  severity: "high",
  remedy: "Allow only the application's security group as source.",
  ports: {
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
  },
  requirements: related({
    "aws-fsbp": "EC2.19",
    soc2: "CC6.6",
    "aws-well-architected-security": "network-protection:sec_network_protection_auto_protect",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
