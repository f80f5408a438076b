import type { ParameterType } from "@aws-sdk/client-ssm";
import { AwsError } from "../../core/error.ts";
import { generatedName } from "../../core/ids.ts";
import type { ResourceProvider, ResourceRequest } from "../../core/types.ts";
import { deleteParameter } from "./manage-parameters.ts";
import { putParameter } from "./put-parameter.ts";
import type { SsmState } from "./store.ts";

interface Properties {
  Name?: string;
  Type?: ParameterType;
  Value?: unknown;
  Tags?: Record<string, unknown>;
}

const attributesOf = ({ Type, Value }: Properties) => ({ Type, Value: String(Value) });

/** CloudFormation writes tags as a map here. */
const tagList = (tags: Record<string, unknown>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value: String(Value) }));

/** `AWS::SSM::Parameter`. A template has no place for secrets: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html */
export function parameterResource(state: SsmState): ResourceProvider {
  const put = async (name: string, properties: Properties, resource: ResourceRequest) => {
    if (properties.Type === "SecureString") {
      throw new AwsError(
        "ValidationException",
        "CloudFormation doesn't support creating a SecureString parameter type.",
      );
    }
    const { Tags, Value, ...rest } = properties;
    const Overwrite = state.parameters.has(name);
    putParameter(state, { ...rest, Name: name, Value: String(Value), Overwrite });
    state.tags.set(name, { ...resource.tags, ...Object.fromEntries(tagList(Tags ?? {}).map((t) => [t.Key, t.Value])) });
    return { physicalId: name, attributes: attributesOf(properties) };
  };
  return {
    type: "AWS::SSM::Parameter",
    replaces: ["Name"],
    async create(properties, resource) {
      const name = properties.Name ?? generatedName(resource.stackName, resource.logicalId, 512);
      if (state.parameters.has(name)) throw new AwsError("ParameterAlreadyExists", "The parameter already exists.");
      return put(name, properties, resource);
    },
    update: put,
    async delete(name) {
      if (state.parameters.has(name)) deleteParameter(state, { Name: name });
    },
  };
}
