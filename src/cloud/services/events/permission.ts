import type { PutPermissionRequest, RemovePermissionRequest } from "@aws-sdk/client-eventbridge";
import { AwsError } from "../../core/error.ts";
import { constrain } from "../shared/constraint.ts";
import { type Bus, type EventsState, requireBus } from "./rule.ts";

const STATEMENT_ID = { maxLength: 64, pattern: "[a-zA-Z0-9-_]+" };

/**
 * Lets another account, an organization (`Condition`) or everybody put events: one statement, or a whole policy in place of the
 * bus's own. Order of checks: bus, policy, action. LocalCloud has one account, so the policy is kept and shown only.
 */
export function putPermission(state: EventsState, input: PutPermissionRequest): void {
  constrain(input, {
    StatementId: STATEMENT_ID,
    Principal: { minLength: 1, maxLength: 12, pattern: "(\\d{12}|\\*)" },
  });
  const bus = requireBus(state, input.EventBusName);
  if (input.Policy !== undefined) {
    bus.statements = statementsOf(input.Policy);
    return;
  }
  if (input.Action !== "events:PutEvents") {
    throw new AwsError("ValidationException", "Provided value in parameter 'action' is not supported.");
  }
  if (input.Principal === undefined || input.StatementId === undefined) {
    throw new AwsError("ValidationException", "Parameter(s) Principal and StatementId must be specified.");
  }
  bus.statements = [...without(bus, input.StatementId), statement(bus, input)];
}

function statement(bus: Bus, { StatementId, Principal, Action, Condition }: PutPermissionRequest) {
  return {
    Sid: StatementId,
    Effect: "Allow",
    Principal: Principal === "*" ? "*" : { AWS: `arn:aws:iam::${Principal}:root` },
    Action,
    Resource: bus.arn,
    ...(Condition && { Condition: { [Condition.Type ?? ""]: { [Condition.Key ?? ""]: Condition.Value } } }),
  };
}

const without = (bus: Bus, id: string | undefined) => bus.statements.filter(({ Sid }) => Sid !== id);

function statementsOf(policy: string): Record<string, unknown>[] {
  try {
    const { Statement } = JSON.parse(policy) as { Statement?: unknown };
    if (Statement) return [Statement].flat() as Record<string, unknown>[];
  } catch {
    // Answered as a policy without statements is.
  }
  throw new AwsError("ValidationException", "This policy contains invalid Json");
}

export function removePermission(state: EventsState, input: RemovePermissionRequest): void {
  constrain(input, { StatementId: STATEMENT_ID });
  const bus = requireBus(state, input.EventBusName);
  if (input.RemoveAllPermissions) {
    bus.statements = [];
    return;
  }
  if (bus.statements.length === 0) {
    throw new AwsError("ResourceNotFoundException", "EventBus does not have a policy.");
  }
  const rest = without(bus, input.StatementId);
  if (rest.length === bus.statements.length) {
    throw new AwsError("ResourceNotFoundException", "Statement with the provided id does not exist.");
  }
  bus.statements = rest;
}
