import { generatedName, resourceId } from "../../../core/ids.ts";
import type { ResourceProvider } from "../../../core/types.ts";
import type { Ec2 } from "../context.ts";
import type { LaunchTemplate } from "../model.ts";
import { required } from "./support.ts";

export const launchTemplate = ({ state }: Ec2): ResourceProvider => ({
  type: "AWS::EC2::LaunchTemplate",
  replaces: ["LaunchTemplateName"],
  async create(properties, resource) {
    const data = required<Record<string, unknown>>(properties, "LaunchTemplateData");
    const launchTemplateId = resourceId("lt");
    const name = properties.LaunchTemplateName ?? generatedName(resource.stackName, resource.logicalId, 128);
    state.launchTemplates.set(launchTemplateId, { launchTemplateId, name, data, version: 1 });
    return {
      physicalId: launchTemplateId,
      attributes: { LaunchTemplateId: launchTemplateId, LatestVersionNumber: "1", DefaultVersionNumber: "1" },
    };
  },
  async update(id, properties) {
    const known = state.launchTemplates.get(id) as LaunchTemplate;
    known.data = required<Record<string, unknown>>(properties, "LaunchTemplateData");
    known.version += 1;
    const version = String(known.version);
    return { attributes: { LaunchTemplateId: id, LatestVersionNumber: version, DefaultVersionNumber: "1" } };
  },
  async delete(physicalId) {
    state.launchTemplates.delete(physicalId);
  },
});
