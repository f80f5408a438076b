import type { CloudContext } from "../../core/types.ts";
import { type Ec2State, type Instance, ingressRules, type SecurityGroup } from "./model.ts";

/** Keeps the data plane's idea of the security groups equal to EC2's. */
export interface Firewall {
  /** Sends the instance's rules, all of them. */
  apply(instance: Instance): Promise<void>;
  /** The group's rules changed: every member gets its rules anew, and so does whoever names the group as a source. */
  changed(group: SecurityGroup): Promise<void>;
}

export function createFirewall(ctx: CloudContext, state: Ec2State): Firewall {
  const alive = () => [...state.instances.values()].filter((instance) => instance.state !== "terminated");
  const membersOf = (groupId: string) => alive().filter((instance) => instance.securityGroupIds.includes(groupId));

  async function apply(instance: Instance): Promise<void> {
    const groups = instance.securityGroupIds.flatMap((id) => state.securityGroups.get(id) ?? []);
    const rules = groups.flatMap((group) => group.ingress).flatMap((rule) => ingressRules(rule, membersOf));
    await ctx.dataPlane.authorize(instance.instanceId, rules);
  }

  return {
    apply,
    async changed(group) {
      await Promise.all(membersOf(group.groupId).map(apply));
    },
  };
}
