import type { Reservation, RunInstancesRequest } from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import { resourceId } from "../../core/ids.ts";
import { checkDevices, rootDeletion } from "./block-devices.ts";
import type { Ec2 } from "./context.ts";
import { requireImageId } from "./describe-region.ts";
import { describeInstance } from "./instance-view.ts";
import { attachInstance, type Launch, makeInstance } from "./launch.ts";
import { withLaunchTemplate } from "./launch-templates.ts";
import type { Ec2State, Instance, Subnet } from "./model.ts";
import { defaultVpcOf, zonesOf } from "./network.ts";
import { requireGroupByName } from "./security-groups.ts";
import { specifiedTags } from "./tag-specifications.ts";
import { kinds, requireOne } from "./validate.ts";

/**
 * Order of checks: count, launch template, image, placement, the rest. Of several network interfaces the first counts. The answer
 * shows the instances `pending`; they go on by themselves.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
 */
export const runInstances =
  (ec2: Ec2) =>
  async (given: RunInstancesRequest): Promise<Reservation> => {
    const count = countOf(given);
    const input = withLaunchTemplate(given, ec2.state.launchTemplates);
    const launch = launchOf(ec2, input);
    const reservationId = resourceId("r");
    const instances: Instance[] = [];
    for (let launchIndex = 0; launchIndex < count; launchIndex++) {
      const instance = makeInstance(ec2, { ...launch, tags: new Map(launch.tags), reservationId, launchIndex });
      await attachInstance(ec2, instance);
      if (ec2.ctx.deviates("public-address-at-once")) ec2.publicAddresses.lend(instance);
      instances.push(instance);
    }
    for (const instance of instances) void ec2.lifecycle.launch(instance);
    return {
      ReservationId: reservationId,
      OwnerId: ec2.ctx.accountId,
      Groups: [],
      Instances: instances.map((instance) => describeInstance(instance, ec2)),
    };
  };

function countOf({ MinCount, MaxCount }: RunInstancesRequest): number {
  if (MinCount === undefined || MaxCount === undefined) {
    const missing = MinCount === undefined ? "MinCount" : "MaxCount";
    throw new AwsError("MissingParameter", `The request must contain the parameter ${missing}`);
  }
  const invalid = (name: string, value: number, reason: string) =>
    new AwsError("InvalidParameterValue", `Value (${value}) for parameter ${name} is invalid. ${reason}`);
  if (MinCount < 1) throw invalid("minCount", MinCount, "Expecting a value greater than 0.");
  if (MaxCount < MinCount) {
    const text = `Invalid value '${MaxCount}' for maxCount. Must be equal to or greater than minCount`;
    throw new AwsError("InvalidParameterCombination", text);
  }
  return MaxCount;
}

function launchOf(ec2: Ec2, input: RunInstancesRequest): Launch {
  if (!input.ImageId) throw new AwsError("MissingParameter", "The request must contain the parameter ImageId");
  const [nic] = input.NetworkInterfaces ?? [];
  checkNetwork(input);
  checkDevices(input.BlockDeviceMappings);
  const subnet = subnetOf(ec2, input);
  const named = (input.SecurityGroups ?? []).map((name) => requireGroupByName(ec2, name).groupId);
  return {
    imageId: requireImageId(input.ImageId),
    instanceType: input.InstanceType,
    subnet,
    privateIp: nic ? privateIpOf(nic) : input.PrivateIpAddress,
    wantsPublicIp: nic?.AssociatePublicIpAddress,
    groupIds: nic?.Groups ?? [...named, ...(input.SecurityGroupIds ?? [])],
    keyName: input.KeyName,
    profile: input.IamInstanceProfile,
    metadataOptions: input.MetadataOptions,
    userData: input.UserData,
    ebsOptimized: input.EbsOptimized,
    disableApiStop: input.DisableApiStop,
    disableApiTermination: input.DisableApiTermination,
    shutdownBehavior: input.InstanceInitiatedShutdownBehavior,
    hibernation: input.HibernationOptions?.Configured,
    monitoring: input.Monitoring?.Enabled,
    deleteOnTermination: rootDeletion(input.BlockDeviceMappings),
    tags: instanceTags(input),
  };
}

type Nic = NonNullable<RunInstancesRequest["NetworkInterfaces"]>[number];

const privateIpOf = ({ PrivateIpAddress, PrivateIpAddresses }: Nic): string | undefined =>
  PrivateIpAddress ?? PrivateIpAddresses?.find(({ Primary }) => Primary)?.PrivateIpAddress;

function checkNetwork({ NetworkInterfaces, SubnetId, SecurityGroupIds, SecurityGroups }: RunInstancesRequest): void {
  if (!NetworkInterfaces?.length) return;
  const what = SubnetId ? "subnet ID" : SecurityGroupIds?.length || SecurityGroups?.length ? "security groups" : "";
  if (what) {
    const text = `Network interfaces and an instance-level ${what} may not be specified on the same request`;
    throw new AwsError("InvalidParameterCombination", text);
  }
  if (NetworkInterfaces.some(({ NetworkInterfaceId }) => NetworkInterfaceId)) {
    throw new AwsError(
      "UnsupportedOperation",
      "LocalCloud makes a network interface with each instance, and no others.",
    );
  }
}

/** The one that is named, else the default VPC's in the zone. */
function subnetOf({ ctx, state }: Ec2, { NetworkInterfaces, SubnetId, Placement }: RunInstancesRequest): Subnet {
  const named = NetworkInterfaces?.[0]?.SubnetId ?? SubnetId;
  if (named !== undefined) return requireOne(state.subnets, named, kinds.subnet);
  const zone = Placement?.AvailabilityZone ?? zonesOf(ctx.region)[0];
  if (!zonesOf(ctx.region).includes(zone ?? "")) {
    throw new AwsError("InvalidParameterValue", `Invalid availability zone: [${zone}]`);
  }
  const subnet = defaultSubnet(state, zone ?? "");
  if (!subnet) throw new AwsError("MissingInput", `No default subnet for availability zone: '${zone}'.`);
  return subnet;
}

function defaultSubnet(state: Ec2State, zone: string): Subnet | undefined {
  const vpcId = defaultVpcOf(state)?.vpcId;
  return [...state.subnets.values()].find(
    (one) => one.vpcId === vpcId && one.defaultForAz && one.availabilityZone === zone,
  );
}

/** LocalCloud keeps the instances' tags; those of volumes and network interfaces have nothing to lie on. */
function instanceTags({ TagSpecifications }: RunInstancesRequest): Map<string, string> {
  const own = TagSpecifications?.filter(({ ResourceType }) => ResourceType === "instance");
  return specifiedTags(own, "instance");
}
