import { AwsError } from "../../../core/error.ts";
import { generatedName, resourceId } from "../../../core/ids.ts";
import type { ResourceProvider } from "../../../core/types.ts";
import type { Ec2 } from "../context.ts";
import type { LaunchTemplate } from "../model.ts";
import { required } from "./support.ts";

export const launchTemplate = ({ state }: Ec2): ResourceProvider => ({
  type: "AWS::EC2::LaunchTemplate",
  async create(properties, resource) {
    const data = required<Record<string, unknown>>(properties, "LaunchTemplateData");
    const launchTemplateId = resourceId("lt");
    const name = properties.LaunchTemplateName ?? generatedName(resource.stackName, resource.logicalId, 128);
    state.launchTemplates.set(launchTemplateId, { launchTemplateId, name, data });
    return {
      physicalId: launchTemplateId,
      attributes: { LaunchTemplateId: launchTemplateId, LatestVersionNumber: "1", DefaultVersionNumber: "1" },
    };
  },
  async delete(physicalId) {
    state.launchTemplates.delete(physicalId);
  },
});

interface Specification {
  LaunchTemplateId?: string;
  LaunchTemplateName?: string;
}

/** An instance's properties with those of its launch template below them. */
export function withLaunchTemplate(
  properties: Record<string, unknown> & { LaunchTemplate?: Specification },
  templates: ReadonlyMap<string, LaunchTemplate>,
): Record<string, unknown> {
  const { LaunchTemplate: specification, ...own } = properties;
  if (!specification) return own;
  const { LaunchTemplateId: id, LaunchTemplateName: name } = specification;
  const template = id ? templates.get(id) : [...templates.values()].find((known) => known.name === name);
  if (!template) {
    const by = id ? "Id" : "Name";
    throw new AwsError(
      `InvalidLaunchTemplate${by}.NotFoundException`,
      `The specified launch template, with template ${by === "Id" ? "ID" : "name"} ${id ?? name}, does not exist.`,
    );
  }
  const { TagSpecifications, ...data } = template.data as { TagSpecifications?: TagSpecification[] };
  const tags = TagSpecifications?.filter(({ ResourceType }) => ResourceType === "instance").flatMap(({ Tags }) => Tags);
  return { ...data, ...own, Tags: [...(tags ?? []), ...((own.Tags as unknown[]) ?? [])] };
}

interface TagSpecification {
  ResourceType: string;
  Tags: { Key: string; Value: string }[];
}
