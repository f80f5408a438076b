import type { Access } from "../../core/access.ts";
import { AwsError } from "../../core/error.ts";
import type { AccessPort, ObjectPort, ParameterPort } from "../../core/ports.ts";
import type { CloudContext, Operation, ResourceProvider, Service } from "../../core/types.ts";
import { requireTemplate } from "../../template/parse.ts";
import type { StackOutcome } from "../../types.ts";
import { beginCreate } from "./begin.ts";
import { createChangeSet, deleteChangeSet, executeChangeSet } from "./change-set-operations.ts";
import { describeChangeSet, listChangeSets } from "./change-set-view.ts";
import { importedValue, listExports, listImports } from "./exports.ts";
import { newStack } from "./lookup.ts";
import { CLOUDFORMATION, cloudFormationNeeds } from "./needs.ts";
import { describeStackResource, describeStackResources, listStackResources } from "./resource-view.ts";
import type { CloudFormationState, Stack } from "./stack.ts";
import { createStack, deleteStack, updateStack, updateTerminationProtection } from "./stack-operations.ts";
import { describeStackEvents, describeStacks, listStacks } from "./stack-view.ts";
import { getTemplate, getTemplateSummary, validateTemplate } from "./template-operations.ts";
import { createTokens } from "./tokens.ts";

interface Ports {
  /** Every resource type that a template may have. */
  providers: readonly ResourceProvider[];
  parameters: ParameterPort;
  objects: ObjectPort;
  access: Pick<AccessPort, "requireRole">;
  /** Why IAM refuses this to the owner of an access key. */
  refusal(accessKeyId: string, wanted: readonly Access[]): string | undefined;
}

export interface CloudFormation extends Service {
  /** Makes a stack and waits for it. Throws AwsError with the logical ID, the type and the reason. */
  deploy(stackName: string, template: unknown): Promise<StackOutcome>;
}

/** CloudFormation: stacks, made, changed and deleted in the order of their dependencies, and taken back when something fails. */
export function createCloudFormation(
  ctx: CloudContext,
  { providers, parameters, objects, ...iam }: Ports,
): CloudFormation {
  const stacks = new Map<string, Stack>();
  const byType = new Map(providers.map((provider) => [provider.type, provider]));
  const state: CloudFormationState = {
    ctx,
    environment: { ctx, providers: byType, parameter: parameters.value },
    objects,
    asking: (roleArn, caller) => (wanted) => {
      if (roleArn) return iam.access.requireRole(roleArn, "AWSCloudFormation", CLOUDFORMATION, wanted);
      const refusal = caller && iam.refusal(caller.accessKeyId ?? "", [wanted]);
      if (refusal) throw new AwsError("AccessDenied", refusal, 403);
    },
    stacks,
    imported: (name) => importedValue({ stacks }, name),
  };
  return {
    signingName: "cloudformation",
    operations: operationsOf(state),
    needs: cloudFormationNeeds(ctx),
    deploy: (stackName, template) => deploy(state, stackName, template),
  };
}

async function deploy(state: CloudFormationState, stackName: string, given: unknown): Promise<StackOutcome> {
  const stack = newStack(state, stackName);
  const source = {
    text: JSON.stringify(given),
    template: requireTemplate(given),
    parameters: new Map(),
    tags: {},
    capabilities: ["CAPABILITY_NAMED_IAM" as const],
    roleArn: undefined,
    notificationArns: [],
  };
  beginCreate(state, stack, source, { token: undefined, caller: undefined, onFailure: "ROLLBACK" });
  const failure = await stack.underway;
  if (failure) throw new AwsError(failure.code, failure.message);
  return {
    resources: Object.fromEntries([...stack.resources].map(([id, { physicalId }]) => [id, physicalId])),
    outputs: Object.fromEntries(stack.outputs.map(({ name, value }) => [name, value])),
  };
}

function operationsOf(state: CloudFormationState): Record<string, Operation> {
  const once = createTokens();
  return {
    CreateStack: once("CreateStack", (input, caller) => createStack(state, input, caller)),
    UpdateStack: once("UpdateStack", (input, caller) => updateStack(state, input, caller)),
    DeleteStack: once("DeleteStack", (input) => deleteStack(state, input)),
    DescribeStacks: (input) => describeStacks(state, input),
    ListStacks: (input) => listStacks(state, input),
    DescribeStackEvents: (input) => describeStackEvents(state, input),
    DescribeStackResource: (input) => describeStackResource(state, input),
    DescribeStackResources: (input) => describeStackResources(state, input),
    ListStackResources: (input) => listStackResources(state, input),
    GetTemplate: (input) => getTemplate(state, input),
    GetTemplateSummary: (input) => getTemplateSummary(state, input),
    ValidateTemplate: (input) => validateTemplate(state, input),
    UpdateTerminationProtection: (input) => updateTerminationProtection(state, input),
    CreateChangeSet: once("CreateChangeSet", (input) => createChangeSet(state, input)),
    DescribeChangeSet: (input) => describeChangeSet(state, input),
    ExecuteChangeSet: once("ExecuteChangeSet", (input, caller) => executeChangeSet(state, input, caller)),
    DeleteChangeSet: (input) => deleteChangeSet(state, input),
    ListChangeSets: (input) => listChangeSets(state, input),
    ListExports: () => listExports(state),
    ListImports: (input) => listImports(state, input),
  };
}
