import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EFS-004",
  pack: "compliance",
  title: "EFS access point should enforce a POSIX user",
  category: "identity",
  severity: "medium",
  resourceType: "AWS::EFS::AccessPoint",
  remedy: "Make the access point again with a POSIX user.",
  config: z.object({ PosixUser: z.unknown().nullable() }),
  evaluate: ({ PosixUser }) =>
    PosixUser ? pass("Every client acts as its user.") : fail("Clients act as whoever they say they are."),
  examples: {
    pass: [{ PosixUser: { Uid: 1000, Gid: 1000 } }],
    fail: [{ PosixUser: null }],
  },
  requirements: related({
    "aws-fsbp": "EFS.4",
    "pci-dss-4.0": "10.3.2 3.5.1.3 A1.1.2 A3.4.1",
  }),
});
