import type {
  AddPermissionRequest,
  AddPermissionResponse,
  GetPolicyRequest,
  GetPolicyResponse,
  RemovePermissionRequest,
} from "@aws-sdk/client-lambda";
import { AwsError } from "../../core/error.ts";
import type { InvocationSource } from "../../core/ports.ts";
import { compilePolicy, evaluate } from "../iam/policy/index.ts";
import { constrain } from "../shared/constraint.ts";
import { type LambdaFunction, type LambdaState, requireFunction } from "./function.ts";

/** One statement of a function's resource policy, as GetPolicy prints it. */
export interface Statement {
  Sid: string;
  Effect: "Allow";
  Principal: { Service: string } | { AWS: string } | "*";
  Action: string;
  Resource: string;
  Condition?: { ArnLike?: { "AWS:SourceArn": string }; StringEquals?: { "AWS:SourceAccount": string } };
}

function principalOf(principal: string): Statement["Principal"] {
  if (principal === "*") return "*";
  if (/\.amazonaws\.com$/.test(principal)) return { Service: principal };
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (principal.startsWith("arn:aws:iam::")) return { AWS: principal };
  throw new AwsError(
    "InvalidParameterValueException",
    "The provided principal was invalid. Please check the principal and try again.",
  );
}

export function addPermission(state: LambdaState, input: AddPermissionRequest): AddPermissionResponse {
  constrain(input, {
    FunctionName: { required: true },
    StatementId: { required: true, minLength: 1, maxLength: 100, pattern: "([a-zA-Z0-9-_]+)" },
    Action: { required: true, pattern: "(lambda:[*]|lambda:[a-zA-Z]+|[*])" },
    Principal: { required: true, pattern: "[^\\s]+" },
  });
  const fn = requireFunction(state, input.FunctionName, input.Qualifier);
  const Sid = input.StatementId ?? "";
  if (fn.policy.some((statement) => statement.Sid === Sid)) {
    const text = `The statement id (${Sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`;
    throw new AwsError("ResourceConflictException", text, 409, { Type: "User" });
  }
  const condition = {
    ...(input.SourceArn && { ArnLike: { "AWS:SourceArn": input.SourceArn } }),
    ...(input.SourceAccount && { StringEquals: { "AWS:SourceAccount": input.SourceAccount } }),
  };
  const statement: Statement = {
    Sid,
    Effect: "Allow",
    Principal: principalOf(input.Principal ?? ""),
    Action: input.Action ?? "",
    Resource: fn.arn,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
  fn.policy.push(statement);
  return { Statement: JSON.stringify(statement) };
}

export function removePermission(state: LambdaState, input: RemovePermissionRequest): void {
  const fn = requireFunction(state, input.FunctionName, input.Qualifier);
  const kept = fn.policy.filter((statement) => statement.Sid !== input.StatementId);
  if (kept.length === fn.policy.length) {
    const text = `Statement ${input.StatementId} is not found in resource policy.`;
    throw new AwsError("ResourceNotFoundException", text, 404, { Type: "User" });
  }
  fn.policy = kept;
}

export function getPolicy(state: LambdaState, input: GetPolicyRequest): GetPolicyResponse {
  const fn = requireFunction(state, input.FunctionName, input.Qualifier);
  if (fn.policy.length === 0) {
    throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404, {
      Type: "User",
    });
  }
  const policy = { Version: "2012-10-17", Id: "default", Statement: fn.policy };
  return { Policy: JSON.stringify(policy), RevisionId: fn.revisionId };
}

/** @throws AwsError AccessDeniedException (403) unless a statement lets the service invoke the function for that resource. */
export function requirePermission(state: LambdaState, fn: LambdaFunction, source: InvocationSource): void {
  const keys: Record<string, string[]> = {
    "aws:sourcearn": [source.sourceArn],
    "aws:sourceaccount": [state.ctx.accountId],
  };
  const request = {
    action: "lambda:InvokeFunction",
    resource: fn.arn,
    key: (name: string) => keys[name],
    principal: { type: "Service" as const, names: [source.principal] },
  };
  if (evaluate([compilePolicy({ Version: "2012-10-17", Statement: fn.policy })], request) === "allowed") return;
  throw new AwsError(
    "AccessDeniedException",
    `${source.principal} is not authorized to perform: lambda:InvokeFunction on resource: ${fn.arn} because no resource-based policy allows the lambda:InvokeFunction action for ${source.sourceArn}`,
    403,
  );
}
