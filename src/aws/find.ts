import { type Address, DescribeAddressesCommand, DescribeInstancesCommand, type Instance } from "@aws-sdk/client-ec2";
import { hubshiftError } from "../errors/index.ts";
import { createEc2 } from "./client.ts";
import { PROFILE_TAG, ROLE_TAG, STACK_TAG, tagValue, WAN_TAG } from "./tags.ts";
import type { AwsOptions, FoundWan, NamedInstance } from "./types.ts";

/** Terminated instances are described for about an hour: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-termination.html */
const GONE = ["shutting-down", "terminated"];

/**
 * The Elastic IP and the two hubs that carry the WAN's tag. A hub that was removed, as an upgrade does before it makes the hub anew, is
 * its last instance for as long as EC2 knows it. Throws `wan-not-found` when one of them is not there, or is there twice; other errors
 * are the SDK's own.
 */
export async function findWan(
  wan: string,
  { signal, ...options }: AwsOptions & { signal?: AbortSignal } = {},
): Promise<FoundWan> {
  const ec2 = createEc2(options);
  const tagged = { Name: `tag:${WAN_TAG}`, Values: [wan] };
  const http = { abortSignal: signal };
  try {
    const [{ Addresses = [] }, { Reservations = [] }] = await Promise.all([
      ec2.send(new DescribeAddressesCommand({ Filters: [tagged] }), http),
      ec2.send(new DescribeInstancesCommand({ Filters: [tagged] }), http),
    ]);
    const instances = Reservations.flatMap((reservation) => reservation.Instances ?? []);
    return resourcesOf(wan, Addresses, instances);
  } finally {
    ec2.destroy();
  }
}

function resourcesOf(wan: string, addresses: readonly Address[], instances: readonly Instance[]): FoundWan {
  const hub = (role: "primary" | "standby"): NamedInstance => {
    const { InstanceId: instanceId, Tags } = only(
      wan,
      `${role} hub's instance`,
      livingOrLast(instances.filter((instance) => tagValue(instance.Tags, ROLE_TAG) === role)),
    );
    return { instanceId: instanceId ?? "", name: tagValue(Tags, "Name") ?? instanceId ?? "" };
  };
  const { AllocationId } = only(wan, "Elastic IP", addresses);
  const tags = instances.flatMap(({ Tags = [] }) => Tags);
  return {
    allocationId: AllocationId ?? "",
    primary: hub("primary"),
    standby: hub("standby"),
    stack: tagValue(tags, STACK_TAG),
    agents: tagValue(tags, PROFILE_TAG) !== "reference",
  };
}

function livingOrLast(instances: readonly Instance[]): readonly Instance[] {
  const living = instances.filter(({ State }) => !GONE.includes(State?.Name ?? ""));
  if (living.length > 0) return living;
  const launched = ({ LaunchTime }: Instance) => LaunchTime?.getTime() ?? 0;
  return instances.toSorted((a, b) => launched(a) - launched(b)).slice(-1);
}

function only<T>(wan: string, what: string, found: readonly T[]): T {
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  throw hubshiftError("wan-not-found", { wan, tag: WAN_TAG, what, count: found.length }, { exitCode: 1 });
}
