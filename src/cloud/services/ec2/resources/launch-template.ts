import { generatedName, resourceId } from "../../../core/ids.ts";
import type { ResourceProvider } from "../../../core/types.ts";
import type { Ec2 } from "../context.ts";
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
