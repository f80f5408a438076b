import { createHash } from "node:crypto";
import { AwsError } from "../../core/error.ts";
import { generatedName } from "../../core/ids.ts";
import type { ParameterPort } from "../../core/ports.ts";
import type { CloudContext, ResourceProvider, Service } from "../../core/types.ts";

export interface SsmService extends Service {
  parameters: ParameterPort;
}

/** What AWS publishes for everybody: machine images, each with an ID that stays the same. */
function publicParameter(name: string): string | undefined {
  if (!name.startsWith("/aws/service/")) return undefined;
  return `ami-${createHash("sha256").update(name).digest("hex").slice(0, 17)}`;
}

/** Systems Manager's parameter store: the public parameters, and those that a template makes. */
export function createSsm(ctx: CloudContext): SsmService {
  const own = new Map<string, string>();
  const lookUp = (name: string) => own.get(name) ?? publicParameter(name);

  const parameterResource: ResourceProvider = {
    type: "AWS::SSM::Parameter",
    async create(properties, resource) {
      const name = properties.Name ?? generatedName(resource.stackName, resource.logicalId, 512);
      if (own.has(name)) throw new AwsError("ParameterAlreadyExists", "The parameter already exists.");
      own.set(name, String(properties.Value));
      return { physicalId: name, attributes: { Type: properties.Type, Value: properties.Value } };
    },
    async delete(physicalId) {
      own.delete(physicalId);
    },
  };

  return {
    signingName: "ssm",
    parameters: { value: lookUp },
    resources: [parameterResource],
    operations: {
      GetParameter({ Name }: { Name: string }) {
        const Value = lookUp(Name);
        if (Value === undefined) throw new AwsError("ParameterNotFound", `Parameter ${Name} not found.`);
        const ARN = `arn:aws:ssm:${ctx.region}:${ctx.accountId}:parameter/${Name.replace(/^\//, "")}`;
        return { Parameter: { Name, Type: "String", Value, Version: 1, ARN, DataType: "text" } };
      },
    },
  };
}
