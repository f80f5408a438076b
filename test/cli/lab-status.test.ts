import { expect, it } from "vitest";
import { statusAdvice } from "../../src/cli/commands/lab/status.ts";
import type { LabStatus } from "../../src/lab/index.ts";

const host = (name: string, kind: "hub" | "site" | "lan") => ({ name, kind, pid: 1, state: "up" as const });
const status: LabStatus = {
  name: "dc1",
  wan: "dc1",
  cloud: "instant",
  region: "us-east-1",
  cloudUrl: "http://127.0.0.1:1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  hosts: [host("HUB1", "hub"), host("SITE1", "site"), host("SITE2", "site"), host("SITE2-LAN1", "lan")],
  instances: {},
  supervisorPid: 1,
  allocationId: "eipalloc-1",
  hubAddress: "203.0.113.10",
};

it("lab status points to a host that runs BGP", () => {
  expect(statusAdvice(status)).toBe("`hubshift lab exec SITE2 -- vtysh -c 'show ip bgp summary'`");
  expect(statusAdvice({ ...status, allocationId: undefined })).toContain("`hubshift deploy --lab dc1`");
});
