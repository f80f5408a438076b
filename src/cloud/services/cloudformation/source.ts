import type { Capability, CreateStackInput, UpdateStackInput } from "@aws-sdk/client-cloudformation";
import { AwsError } from "../../core/error.ts";
import { invalidTemplate } from "../../template/error.ts";
import { parseTemplate } from "../../template/parse.ts";
import type { Template } from "../../template/types.ts";
import { fromTagList } from "../shared/tags.ts";
import type { CloudFormationState, StackSource } from "./stack.ts";

/** The members that every operation has which takes a template. */
export type SourceInput = Pick<CreateStackInput, "TemplateBody" | "TemplateURL" | "Parameters" | "Capabilities"> &
  Pick<CreateStackInput, "RoleARN" | "NotificationARNs" | "Tags"> &
  Pick<UpdateStackInput, "UsePreviousTemplate">;

/** The template's text, from the request or from S3. `previous` is the stack's own. */
export function templateText(
  { objects }: CloudFormationState,
  input: Pick<SourceInput, "TemplateBody" | "TemplateURL" | "UsePreviousTemplate">,
  previous?: string,
): string {
  if (input.TemplateBody) return input.TemplateBody;
  if (input.UsePreviousTemplate && previous !== undefined) return previous;
  if (!input.TemplateURL) throw invalidTemplate("Either Template URL or Template Body must be specified.");
  try {
    return objects.read(...bucketAndKey(input.TemplateURL)).toString("utf8");
  } catch (error) {
    throw invalidTemplate(`S3 error: ${(error as Error).message}`);
  }
}

/** `https://s3.REGION.amazonaws.com/BUCKET/KEY` or `https://BUCKET.s3.REGION.amazonaws.com/KEY`; another host is an endpoint with the bucket in the path. */
function bucketAndKey(address: string): [bucket: string, key: string] {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const path = decodeURIComponent(url?.pathname.slice(1) ?? "");
  const inHost = /^(.+)\.s3[.-][a-z0-9.-]*amazonaws\.com$/.exec(url?.hostname ?? "")?.[1];
  if (inHost && path) return [inHost, path];
  const [bucket, ...key] = path.split("/");
  if (bucket && key.length > 0) return [bucket, key.join("/")];
  throw invalidTemplate("TemplateURL must be a supported URL.");
}

/** What an operation's input says that a stack is to be made from. What it leaves out is as it was. Throws AwsError. */
export function sourceOf(
  state: CloudFormationState,
  input: SourceInput,
  previous: StackSource | undefined,
): StackSource {
  const text = templateText(state, input, previous?.text);
  const template = parseTemplate(text);
  const capabilities = input.Capabilities ?? [];
  requireCapabilities(template, capabilities);
  return {
    text,
    template,
    parameters: givenParameters(input.Parameters ?? [], previous),
    tags: input.Tags ? fromTagList(input.Tags) : (previous?.tags ?? {}),
    capabilities,
    roleArn: input.RoleARN ?? previous?.roleArn,
    notificationArns: input.NotificationARNs ?? previous?.notificationArns ?? [],
  };
}

function givenParameters(parameters: NonNullable<SourceInput["Parameters"]>, previous: StackSource | undefined) {
  const given = new Map<string, string>();
  for (const { ParameterKey: key = "", ParameterValue: value, UsePreviousValue } of parameters) {
    const before = previous?.parameters.get(key);
    if (!UsePreviousValue) given.set(key, value ?? "");
    else if (before !== undefined) given.set(key, before);
    else if (!previous) throw invalidTemplate("UsePreviousValue can only be used when updating a stack.");
  }
  return given;
}

const NAMED: Record<string, string> = {
  "AWS::IAM::Role": "RoleName",
  "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
  "AWS::IAM::InstanceProfile": "InstanceProfileName",
};
const IAM_TYPES = new Set([...Object.keys(NAMED), "AWS::IAM::Policy"]);

/** What a template's author must have agreed to: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html */
export function capabilitiesNeeded({ Resources }: Template): Capability[] {
  const iam = Object.values(Resources).filter(({ Type }) => IAM_TYPES.has(Type));
  if (iam.length === 0) return [];
  const named = iam.some(({ Type, Properties }) => Properties?.[NAMED[Type] ?? ""] !== undefined);
  return [named ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM"];
}

function requireCapabilities(template: Template, given: readonly Capability[]): void {
  const missing = capabilitiesNeeded(template).filter(
    (needed) => !given.includes(needed) && !given.includes("CAPABILITY_NAMED_IAM"),
  );
  if (missing.length === 0) return;
  throw new AwsError("InsufficientCapabilitiesException", `Requires capabilities : [${missing.join(", ")}]`);
}
