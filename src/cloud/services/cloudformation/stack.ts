import type { Capability, ResourceStatus, StackStatus } from "@aws-sdk/client-cloudformation";
import type { Access } from "../../core/access.ts";
import type { AwsError } from "../../core/error.ts";
import type { ObjectPort } from "../../core/ports.ts";
import type { Caller, CloudContext, CreatedResource } from "../../core/types.ts";
import type { StackOutput } from "../../template/outputs.ts";
import type { ParameterValue } from "../../template/parameters.ts";
import type { StackEnvironment } from "../../template/program.ts";
import type { ResourceDeclaration, Template } from "../../template/types.ts";
import type { ChangeSet } from "./change-set.ts";
import type { StackEvent } from "./events.ts";

/** What a stack is to be made from. */
export interface StackSource {
  /** The template as it was given, which GetTemplate gives back. */
  text: string;
  template: Template;
  /** Those that were given. */
  parameters: ReadonlyMap<string, string>;
  tags: Record<string, string>;
  capabilities: readonly Capability[];
  roleArn: string | undefined;
  notificationArns: readonly string[];
}

/** A resource of a stack. It is never changed in place by an update, so that what it was before can be had back. */
export interface StackResource extends CreatedResource {
  logicalId: string;
  type: string;
  declaration: ResourceDeclaration;
  /** Resolved, as its provider was given them last. */
  properties: Record<string, unknown>;
  /** The stack's tags when that was. */
  tags: Record<string, string>;
  dependsOn: ReadonlySet<string>;
  status: ResourceStatus;
  reason: string | undefined;
  changed: Date;
}

export interface Stack {
  readonly stackId: string;
  readonly stackName: string;
  readonly created: Date;
  status: StackStatus;
  reason: string | undefined;
  updated: Date | undefined;
  deleted: Date | undefined;
  /** Undefined until the first change set is executed. */
  source: StackSource | undefined;
  parameters: ReadonlyMap<string, ParameterValue>;
  outputs: readonly StackOutput[];
  terminationProtection: boolean;
  rollbackDisabled: boolean;
  /** By logical ID. */
  readonly resources: Map<string, StackResource>;
  /** Oldest first. */
  readonly events: StackEvent[];
  /** By name. */
  readonly changeSets: Map<string, ChangeSet>;
  /** The change set that made it what it is. */
  changeSetId: string | undefined;
  /** Settles with the operation that is under way, or was last: with the reason if it failed. */
  underway: Promise<AwsError | undefined>;
}

/** Asks IAM whether whoever has a stack made may do this. Throws AwsError AccessDenied. */
export type Ask = (wanted: Access) => void;

export interface CloudFormationState {
  ctx: CloudContext;
  environment: StackEnvironment;
  objects: ObjectPort;
  /** CloudFormation acts as the stack's role, or as its caller where there is none; as itself where nobody called. */
  asking(roleArn: string | undefined, caller: Caller | undefined): Ask;
  /** By ID, deleted ones too. */
  stacks: Map<string, Stack>;
  /** What another stack exports under this name. Throws ValidationError. */
  imported(name: string): unknown;
}

export const isBusy = ({ status }: Stack): boolean =>
  status.endsWith("_IN_PROGRESS") && status !== "REVIEW_IN_PROGRESS";
