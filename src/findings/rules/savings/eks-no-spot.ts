import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";

/** Up to 60 % of the nodes' price, if what runs there bears being stopped: a hint, and no money claimed. */
export default rule({
  id: "eks-no-spot",
  pack: "savings",
  title: "No node group of the cluster uses spot capacity",
  category: "hygiene",
  severity: "low",
  resourceType: "AWS::EKS::Cluster",
  remedy: "Add a spot node group for workloads that keep no state and bear being stopped.",
  cli: "aws eks create-nodegroup --cluster-name <id> --nodegroup-name spot --capacity-type SPOT --subnets <subnets> --node-role <role>",
  config: z.object({ NodeGroups: z.array(z.object({ capacityType: z.string().nullish() })) }),
  evaluate({ NodeGroups }) {
    if (NodeGroups.length === 0) return notApplicable("Has no managed node groups.");
    const spot = NodeGroups.filter(({ capacityType }) => capacityType === "SPOT").length;
    const facts = `${spot} of ${NodeGroups.length} node groups use spot capacity.`;
    return spot > 0 ? pass(facts) : fail(facts);
  },
  examples: {
    pass: [{ NodeGroups: [{ capacityType: "ON_DEMAND" }, { capacityType: "SPOT" }] }],
    fail: [{ NodeGroups: [{ capacityType: "ON_DEMAND" }] }],
    notApplicable: [{ NodeGroups: [] }],
  },
  requirements: {},
});
