import type { InstanceBlockDeviceMapping } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import type { Instance } from "./model.ts";

/** Every image of LocalCloud names its root device so, as Debian's and Amazon Linux's do. */
export const ROOT_DEVICE = "/dev/xvda";

/** What images name their root device; LocalCloud cannot tell which of the two an ID's does. */
const ROOT_NAMES = [ROOT_DEVICE, "/dev/sda1"];

/** What a request or a template says of one device. */
interface Mapping {
  DeviceName?: string | undefined;
  Ebs?:
    | {
        DeleteOnTermination?: boolean | string | undefined;
        VolumeSize?: number | undefined;
        SnapshotId?: string | undefined;
      }
    | undefined;
  NoDevice?: string | object | undefined;
  VirtualName?: string | undefined;
}

/** The root's volume, the only one that an instance has. */
export const rootDevice = ({
  rootVolumeId,
  launchTime,
  deleteOnTermination,
}: Instance): InstanceBlockDeviceMapping => ({
  DeviceName: ROOT_DEVICE,
  Ebs: {
    VolumeId: rootVolumeId,
    Status: "attached",
    AttachTime: launchTime,
    DeleteOnTermination: deleteOnTermination,
  },
});

/** Whether the root's volume goes when the instance does; undefined where nothing is said about it. */
export function rootDeletion(mappings: readonly Mapping[] = []): boolean | undefined {
  const said = mappings.find(({ DeviceName = "" }) => ROOT_NAMES.includes(DeviceName))?.Ebs?.DeleteOnTermination;
  return said === undefined ? undefined : String(said) === "true";
}

/**
 * LocalCloud has no volumes but the root's; what a launch says of others is checked for its form only. A device that the image does
 * not bring along needs a size or a snapshot.
 */
export function checkDevices(mappings: readonly Mapping[] = []): void {
  const incomplete = mappings.some(
    ({ Ebs, NoDevice, VirtualName }) => !Ebs && NoDevice === undefined && VirtualName === undefined,
  );
  if (incomplete) throw new AwsError("MissingParameter", "The request must contain the parameter ebs");
  const isEmpty = mappings.some(
    ({ DeviceName = "", Ebs }) => Ebs && !ROOT_NAMES.includes(DeviceName) && !Ebs.VolumeSize && !Ebs.SnapshotId,
  );
  if (isEmpty) throw new AwsError("MissingParameter", "The request must contain the parameter size or snapshotId");
}

/**
 * Of attached volumes EC2 changes whether they go with the instance. Order of checks: every device is there, then it is done.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceAttribute.html
 */
export function modifyDevices(instance: Instance, mappings: readonly Mapping[]): void {
  const foreign = mappings.find(({ DeviceName = "" }) => !ROOT_NAMES.includes(DeviceName));
  if (foreign) {
    const text = `No device is currently mapped at ${foreign.DeviceName}`;
    throw new AwsError("InvalidInstanceAttributeValue", text);
  }
  instance.deleteOnTermination = rootDeletion(mappings) ?? instance.deleteOnTermination;
}
