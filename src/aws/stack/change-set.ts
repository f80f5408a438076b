import { randomUUID } from "node:crypto";
import {
  type Change,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  type DescribeChangeSetOutput,
  type Parameter,
  type Tag,
} from "@aws-sdk/client-cloudformation";
import { hubshiftError } from "../../errors/index.ts";
import { type Call, poll } from "./follow.ts";
import type { StackChange } from "./types.ts";

export interface ChangeSetRequest {
  stackName: string;
  creates: boolean;
  templateUrl: string;
  parameters: Parameter[];
  tags: Tag[];
}

export interface ChangeSet {
  id: string;
  stackId: string;
  /** Empty for a stack that is as the template says, or differs in its outputs only; `changed` tells. */
  changes: readonly StackChange[];
  changed: boolean;
}

/** What CloudFormation answers where there is nothing to do: a change set that has failed. */
const NOTHING_TO_DO = /didn't contain changes|No updates are to be performed/;

function shown({ ResourceChange }: Change): StackChange[] {
  if (!ResourceChange) return [];
  const { Action = "Dynamic", LogicalResourceId = "", ResourceType = "", Replacement, Scope = [] } = ResourceChange;
  const names = (ResourceChange.Details ?? []).flatMap(({ Target }) => Target?.Name ?? []);
  const others = Scope.filter((attribute) => attribute !== "Properties");
  return [
    {
      action: Action.toLowerCase() as StackChange["action"],
      logicalId: LogicalResourceId,
      type: ResourceType,
      replaces: Replacement === "True" ? "yes" : Replacement === "Conditional" ? "perhaps" : "no",
      what: [...new Set([...names, ...others])],
    },
  ];
}

/** The rest of a change set's pages. */
async function allChanges({ client, http }: Call, first: DescribeChangeSetOutput): Promise<Change[]> {
  const changes = [...(first.Changes ?? [])];
  for (let NextToken = first.NextToken; NextToken; ) {
    const page = await client.send(new DescribeChangeSetCommand({ ChangeSetName: first.ChangeSetId, NextToken }), http);
    changes.push(...(page.Changes ?? []));
    NextToken = page.NextToken;
  }
  return changes;
}

/** Has CloudFormation work out what a template would change. Throws `template-refused` with its reason when it cannot. */
export async function createChangeSet(call: Call, request: ChangeSetRequest): Promise<ChangeSet> {
  const { stackName, creates, templateUrl, parameters, tags } = request;
  const { Id: id = "", StackId: stackId = "" } = await call.client.send(
    new CreateChangeSetCommand({
      StackName: stackName,
      ChangeSetName: `hubshift-${Date.now()}`,
      // A retry after a lost answer would otherwise find that the name is taken.
      ClientToken: randomUUID(),
      ChangeSetType: creates ? "CREATE" : "UPDATE",
      TemplateURL: templateUrl,
      Parameters: parameters,
      Tags: tags,
      // The template has roles, which CloudFormation names.
      Capabilities: ["CAPABILITY_IAM"],
      // Of a stack that could not be made nothing stays that would be in the way of the next attempt.
      ...(creates && { OnStackFailure: "DELETE" }),
    }),
    call.http,
  );
  const ready = await poll(call, async () => {
    const now = await call.client.send(new DescribeChangeSetCommand({ ChangeSetName: id }), call.http);
    return now.Status === "CREATE_COMPLETE" || now.Status === "FAILED" ? now : undefined;
  });
  const changed = ready.Status === "CREATE_COMPLETE";
  if (!changed && !NOTHING_TO_DO.test(ready.StatusReason ?? "")) {
    await discardChangeSet(call, { id, stackId, creates });
    const reason = ready.StatusReason ?? "no reason given";
    throw hubshiftError("template-refused", { stack: stackName, reason }, { exitCode: 1 });
  }
  return { id, stackId, changed, changes: (await allChanges(call, ready)).flatMap(shown) };
}

/** Deletes a change set that was not executed, and the empty stack that one for a new stack comes with. */
export async function discardChangeSet(
  { client, http }: Call,
  { id, stackId, creates }: { id: string; stackId: string; creates: boolean },
): Promise<void> {
  await client.send(new DeleteChangeSetCommand({ ChangeSetName: id }), http);
  if (creates) await client.send(new DeleteStackCommand({ StackName: stackId }), http);
}
