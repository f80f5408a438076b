import type {
  DescribeAvailabilityZonesRequest,
  DescribeAvailabilityZonesResult,
  DescribeImagesRequest,
  DescribeImagesResult,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../core/error.ts";
import { ROOT_DEVICE } from "./block-devices.ts";
import type { Ec2 } from "./context.ts";
import { applyFilters, type Fields } from "./filters.ts";

import { zonesOf } from "./network.ts";

interface Zone {
  name: string;
  id: string;
  tags: ReadonlyMap<string, string>;
}

/** `euw1-az1` for `eu-west-1a`: the region's short form and the zone's number. */
function zonesIn(region: string): Zone[] {
  const [area = "", direction = "", number = ""] = region.split("-");
  return zonesOf(region).map((name, i) => ({
    name,
    id: `${area}${direction.replace(/(north|south|east|west|central)/g, (word) => word.charAt(0))}${number}-az${i + 1}`,
    tags: new Map(),
  }));
}

export const describeAvailabilityZones = ({ ctx }: Ec2) => {
  const fields: Fields<Zone> = {
    "group-name": () => ctx.region,
    "opt-in-status": () => "opt-in-not-required",
    "region-name": () => ctx.region,
    state: () => "available",
    "zone-id": (z) => z.id,
    "zone-name": (z) => z.name,
    "zone-type": () => "availability-zone",
  };
  return (input: DescribeAvailabilityZonesRequest): DescribeAvailabilityZonesResult => {
    const all = zonesIn(ctx.region);
    const unknown = input.ZoneNames?.find((name) => !all.some((zone) => zone.name === name));
    if (unknown) throw new AwsError("InvalidParameterValue", `Invalid availability zone: [${unknown}]`);
    const wanted = all.filter(({ name }) => !input.ZoneNames?.length || input.ZoneNames.includes(name));
    const AvailabilityZones = applyFilters(wanted, input.Filters, fields).map(({ name, id }) => ({
      ZoneName: name,
      ZoneId: id,
      RegionName: ctx.region,
      GroupName: ctx.region,
      NetworkBorderGroup: ctx.region,
      State: "available" as const,
      OptInStatus: "opt-in-not-required" as const,
      ZoneType: "availability-zone",
      Messages: [],
    }));
    return { AvailabilityZones };
  };
};

const IMAGE_ID = /^ami-([0-9a-f]{8}|[0-9a-f]{17})$/;

export function requireImageId(id: string): string {
  if (IMAGE_ID.test(id)) return id;
  throw new AwsError("InvalidAMIID.Malformed", `Invalid id: "${id}" (expecting "ami-...")`);
}

/** Any well-formed image exists: LocalCloud has no catalogue, and the lab's hosts need no image. */
export const describeImages =
  ({ state }: Ec2) =>
  (input: DescribeImagesRequest): DescribeImagesResult => {
    const ids = input.ImageIds?.length ? input.ImageIds : [...state.instances.values()].map(({ imageId }) => imageId);
    const Images = [...new Set(ids.map(requireImageId))].map((ImageId) => ({
      ImageId,
      State: "available" as const,
      ImageType: "machine" as const,
      Public: true,
      RootDeviceType: "ebs" as const,
      RootDeviceName: ROOT_DEVICE,
      VirtualizationType: "hvm" as const,
    }));
    return { Images };
  };
