import type { ModifyInstanceAttributeRequest } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import { modifyDevices } from "./block-devices.ts";
import type { Ec2 } from "./context.ts";
import { requireGroupsOf } from "./launch.ts";
import type { Instance } from "./model.ts";
import { kinds, requireOne } from "./validate.ts";

/** What can be changed, by the name of the request's own member. */
interface Change {
  /** EC2 changes it only while the instance is stopped. */
  stopped?: boolean;
  to(value: string): Partial<Instance>;
}

const isTrue = (value: string): boolean => value === "true";

const changes: Record<string, Change> = {
  disableApiStop: { to: (value) => ({ disableApiStop: isTrue(value) }) },
  disableApiTermination: { to: (value) => ({ disableApiTermination: isTrue(value) }) },
  ebsOptimized: { stopped: true, to: (value) => ({ ebsOptimized: isTrue(value) }) },
  instanceInitiatedShutdownBehavior: { to: (value) => ({ shutdownBehavior: value }) },
  instanceType: { stopped: true, to: (value) => ({ instanceType: value }) },
  sourceDestCheck: { to: (value) => ({ sourceDestCheck: isTrue(value) }) },
  userData: { stopped: true, to: (value) => ({ userData: value }) },
};

/** One attribute at a time, by a member of its own or by `Attribute` and `Value`. Order of checks: instance, one attribute, state. */
export const modifyInstanceAttribute =
  ({ ctx, state, firewall }: Ec2) =>
  async (input: ModifyInstanceAttributeRequest): Promise<void> => {
    const instance = requireOne(state.instances, input.InstanceId ?? "", kinds.instance);
    if (input.Groups) {
      instance.securityGroupIds = requireGroupsOf(state, instance.vpcId, input.Groups, instance.instanceId);
      await firewall.apply(instance);
      return;
    }
    if (input.BlockDeviceMappings?.length) return modifyDevices(instance, input.BlockDeviceMappings);
    const [name, value] = attributeOf(input);
    const change = changes[name];
    if (!change) throw new AwsError("InvalidParameterValue", `Value (${name}) for parameter attribute is invalid.`);
    if (change.stopped && instance.state !== "stopped" && !ctx.deviates("change-while-running")) {
      const text = `The instance '${instance.instanceId}' is not in the 'stopped' state.`;
      throw new AwsError("IncorrectInstanceState", text);
    }
    Object.assign(instance, change.to(value));
  };

function attributeOf(input: ModifyInstanceAttributeRequest): [name: string, value: string] {
  const own: Record<string, string | boolean | undefined> = {
    disableApiStop: input.DisableApiStop?.Value,
    disableApiTermination: input.DisableApiTermination?.Value,
    ebsOptimized: input.EbsOptimized?.Value,
    instanceInitiatedShutdownBehavior: input.InstanceInitiatedShutdownBehavior?.Value,
    instanceType: input.InstanceType?.Value,
    sourceDestCheck: input.SourceDestCheck?.Value,
    userData: input.UserData?.Value && Buffer.from(input.UserData.Value).toString("base64"),
    ...(input.Attribute && { [input.Attribute]: input.Value }),
  };
  const [first, second] = Object.entries(own).filter(([, value]) => value !== undefined);
  if (!first) throw new AwsError("InvalidParameterCombination", "No attributes specified.");
  if (second) throw new AwsError("InvalidParameterCombination", "Fields for multiple attribute types specified");
  return [first[0], String(first[1])];
}
