import type {
  GetTemplateInput,
  GetTemplateOutput,
  GetTemplateSummaryInput,
  GetTemplateSummaryOutput,
  ValidateTemplateInput,
  ValidateTemplateOutput,
} from "@aws-sdk/client-cloudformation";
import { parseTemplate } from "../../template/parse.ts";
import type { Template } from "../../template/types.ts";
import { requireChangeSet } from "./change-set-operations.ts";
import { invalid, requireStack } from "./lookup.ts";
import { capabilitiesNeeded, templateText } from "./source.ts";
import type { CloudFormationState } from "./stack.ts";

/** Of a stack, or of a change set. */
function textOf(state: CloudFormationState, input: GetTemplateInput): string | undefined {
  if (input.ChangeSetName) return requireChangeSet(state, input).source.text;
  return requireStack(state, input.StackName).source?.text;
}

export function getTemplate(state: CloudFormationState, input: GetTemplateInput): GetTemplateOutput {
  const text = textOf(state, input);
  return { ...(text !== undefined && { TemplateBody: text }), StagesAvailable: ["Original", "Processed"] };
}

const IAM_REASON = "The following resource(s) require capabilities: ";

function capabilitiesOf(template: Template) {
  const Capabilities = capabilitiesNeeded(template);
  if (Capabilities.length === 0) return {};
  const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
  const iam = [...types].filter((type) => type.startsWith("AWS::IAM::"));
  return { Capabilities, CapabilitiesReason: `${IAM_REASON}[${iam.join(", ")}]` };
}

const parametersOf = (template: Template) =>
  Object.entries(template.Parameters ?? {}).map(([ParameterKey, { Default, NoEcho, Description }]) => ({
    ParameterKey,
    ...(Default !== undefined && { DefaultValue: String(Default) }),
    NoEcho: String(NoEcho) === "true",
    Description,
  }));

export function getTemplateSummary(
  state: CloudFormationState,
  input: GetTemplateSummaryInput,
): GetTemplateSummaryOutput {
  const text = input.StackName ? textOf(state, { StackName: input.StackName }) : templateText(state, input);
  if (text === undefined) throw invalid(`Stack ${input.StackName} has no template yet`);
  const template = parseTemplate(text);
  const types = Object.entries(template.Parameters ?? {}).map(([name, { Type }]) => [name, Type]);
  const typeOf = new Map(types as [string, string][]);
  return {
    Parameters: parametersOf(template).map((one) => ({ ...one, ParameterType: typeOf.get(one.ParameterKey) })),
    Description: template.Description,
    ...capabilitiesOf(template),
    ResourceTypes: [...new Set(Object.values(template.Resources).map(({ Type }) => Type))],
    Version: "2010-09-09",
  };
}

export function validateTemplate(state: CloudFormationState, input: ValidateTemplateInput): ValidateTemplateOutput {
  const template = parseTemplate(templateText(state, input));
  return { Parameters: parametersOf(template), Description: template.Description, ...capabilitiesOf(template) };
}
