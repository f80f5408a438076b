import { randomUUID } from "node:crypto";
import type { ChangeSetStatus, ChangeSetType, ExecutionStatus } from "@aws-sdk/client-cloudformation";
import type { ParameterValue } from "../../template/parameters.ts";
import type { ResourceChange } from "./changes.ts";
import type { OnFailure } from "./creation.ts";
import type { CloudFormationState, Stack, StackSource } from "./stack.ts";

export interface ChangeSet {
  id: string;
  name: string;
  stack: Stack;
  type: ChangeSetType;
  description: string | undefined;
  created: Date;
  source: StackSource;
  parameters: ReadonlyMap<string, ParameterValue>;
  changes: readonly ResourceChange[];
  status: ChangeSetStatus;
  reason: string | undefined;
  execution: ExecutionStatus;
  onFailure: OnFailure | undefined;
}

export const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

export const changeSetArn = ({ ctx }: CloudFormationState, name: string): string =>
  `arn:aws:cloudformation:${ctx.region}:${ctx.accountId}:changeSet/${name}/${randomUUID()}`;
