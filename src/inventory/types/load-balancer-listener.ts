import { resourceType } from "../resource-type.ts";

import { allPages, discovered, each, edges, fields } from "./reading.ts";

/** Each balancer takes one more request. */
const PAGE_SIZE = 20;
const PAGES_MAX = 5;

export default resourceType({
  type: "AWS::ElasticLoadBalancingV2::Listener",
  service: "elasticloadbalancing",
  label: "Listener of a load balancer",
  where: "each-region",
  calls: ["elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeListeners"],
  async list(aws, place, cursor) {
    const { region } = place;
    const request = { PageSize: PAGE_SIZE, Marker: cursor ?? undefined };
    const page = await aws.call("elasticloadbalancing:DescribeLoadBalancers", request, region);
    const listeners = await each(page.LoadBalancers ?? [], ({ LoadBalancerArn }) =>
      allPages(PAGES_MAX, async (Marker) => {
        const answer = await aws.call("elasticloadbalancing:DescribeListeners", { LoadBalancerArn, Marker }, region);
        return { items: answer.Listeners, next: answer.NextMarker };
      }),
    );
    const resources = listeners.flat().map((listener) => {
      const arn = listener.ListenerArn ?? "";
      const balancer = listener.LoadBalancerArn?.split("/").at(-2) ?? "";
      return discovered(place, {
        type: "AWS::ElasticLoadBalancingV2::Listener",
        nativeId: arn.split(":listener/").at(-1) ?? arn,
        arn,
        name: `${balancer} ${listener.Protocol}:${listener.Port}`,
        tags: {},
        config: fields(listener, "ListenerArn", "LoadBalancerArn", "Port", "Protocol", "SslPolicy"),
        relations: edges("partOf", "AWS::ElasticLoadBalancingV2::LoadBalancer", [listener.LoadBalancerArn]),
      });
    });
    return { resources, next: page.NextMarker || null };
  },
});
