import { describe, expect, it } from "vitest";
import { sayAdvice } from "../../src/cli/advice.ts";
import type { DeployedWan } from "../../src/cli/deployed.ts";
import type { Advice } from "../../src/verify/index.ts";

const resources = {
  allocationId: "eipalloc-0a",
  primary: { instanceId: "i-0a", name: "DC1-SP1" },
  standby: { instanceId: "i-0b", name: "DC1-SP2" },
  stack: "hubshift-dc1",
};
const at = (lab: string | undefined) => ({ wan: "dc1", lab, place: {}, resources }) as unknown as DeployedWan;

describe("what a person can do, by the command that does it there", () => {
  it.each<[Advice, string, string]>([
    [
      { do: "start-hub", hub: "DC1-SP2" },
      "`aws ec2 start-instances --instance-ids i-0b`",
      "`hubshift lab start DC1-SP2 --name two`",
    ],
    [
      { do: "end-maintenance", hub: "DC1-SP1" },
      "`hubshift maintenance off DC1-SP1`",
      "`hubshift maintenance off DC1-SP1 --lab two`",
    ],
    [
      { do: "look-at-hub", hub: "DC1-SP1" },
      "`aws ssm start-session --target i-0a`",
      "`hubshift lab logs DC1-SP1 --name two`",
    ],
    [
      { do: "look-at-tunnel", hub: "DC1-SP1", interface: "wg1" },
      "`aws ssm start-session --target i-0a`",
      "`hubshift lab exec --name two DC1-SP1 -- wg show wg1`",
    ],
    [
      { do: "make-anew", hub: "DC1-SP2" },
      "`hubshift upgrade` makes DC1-SP2 anew",
      "`hubshift upgrade --lab two` makes DC1-SP2 anew",
    ],
    [{ do: "fail-back" }, "`hubshift failback`", "`hubshift failback --lab two`"],
    [{ do: "deploy" }, "`hubshift diff`", "`hubshift lab down --name two`"],
  ])("%j", (advice, inAws, inLab) => {
    expect(sayAdvice(at(undefined), advice)).toContain(inAws);
    expect(sayAdvice(at("two"), advice)).toContain(inLab);
  });
});
