import type { DescribeInstanceAttributeRequest, InstanceAttribute } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import type { Ec2 } from "./context.ts";
import type { Instance } from "./model.ts";
import { kinds, requireOne } from "./validate.ts";

const attributes: Record<string, (instance: Instance) => Omit<InstanceAttribute, "InstanceId">> = {
  disableApiTermination: () => ({ DisableApiTermination: { Value: false } }),
  ebsOptimized: () => ({ EbsOptimized: { Value: false } }),
  groupSet: (i) => ({ Groups: i.securityGroupIds.map((GroupId) => ({ GroupId })) }),
  instanceInitiatedShutdownBehavior: () => ({ InstanceInitiatedShutdownBehavior: { Value: "stop" } }),
  instanceType: (i) => ({ InstanceType: { Value: i.instanceType } }),
  sourceDestCheck: (i) => ({ SourceDestCheck: { Value: i.sourceDestCheck } }),
  userData: (i) => ({ UserData: i.userData === undefined ? {} : { Value: i.userData } }),
};

export const describeInstanceAttribute =
  ({ state }: Ec2) =>
  (input: DescribeInstanceAttributeRequest): InstanceAttribute => {
    const read = attributes[input.Attribute ?? ""];
    if (!read) {
      throw new AwsError(
        "InvalidParameterValue",
        `Value (${input.Attribute}) for parameter attribute is invalid. Unknown attribute.`,
      );
    }
    const instance = requireOne(state.instances, input.InstanceId ?? "", kinds.instance);
    return { InstanceId: instance.instanceId, ...read(instance) };
  };
