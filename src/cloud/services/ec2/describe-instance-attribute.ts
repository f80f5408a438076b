import type { DescribeInstanceAttributeRequest, InstanceAttribute } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import { ROOT_DEVICE, rootDevice } from "./block-devices.ts";
import type { Ec2 } from "./context.ts";
import type { Instance } from "./model.ts";
import { kinds, requireOne } from "./validate.ts";

/** What LocalCloud has nothing to say about is empty, as EC2 shows what was never set. */
const attributes: Record<string, (instance: Instance) => Omit<InstanceAttribute, "InstanceId">> = {
  blockDeviceMapping: (i) => ({ BlockDeviceMappings: [rootDevice(i)] }),
  disableApiStop: (i) => ({ DisableApiStop: { Value: i.disableApiStop } }),
  disableApiTermination: (i) => ({ DisableApiTermination: { Value: i.disableApiTermination } }),
  ebsOptimized: (i) => ({ EbsOptimized: { Value: i.ebsOptimized } }),
  groupSet: (i) => ({ Groups: i.securityGroupIds.map((GroupId) => ({ GroupId })) }),
  instanceInitiatedShutdownBehavior: (i) => ({ InstanceInitiatedShutdownBehavior: { Value: i.shutdownBehavior } }),
  instanceType: (i) => ({ InstanceType: { Value: i.instanceType } }),
  kernel: () => ({ KernelId: {} }),
  productCodes: () => ({ ProductCodes: [] }),
  ramdisk: () => ({ RamdiskId: {} }),
  rootDeviceName: () => ({ RootDeviceName: { Value: ROOT_DEVICE } }),
  sourceDestCheck: (i) => ({ SourceDestCheck: { Value: i.sourceDestCheck } }),
  sriovNetSupport: () => ({ SriovNetSupport: {} }),
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
