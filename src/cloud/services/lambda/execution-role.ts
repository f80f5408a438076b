import type { Access } from "../../core/access.ts";
import { AwsError } from "../../core/error.ts";
import type { LogPort, RoleCredentials } from "../../core/ports.ts";
import type { LambdaFunction, LambdaState } from "./function.ts";

const SERVICE = "lambda.amazonaws.com";

/** What a function acts with. Throws AwsError when its role does not exist or does not trust Lambda. */
export function roleCredentials({ ports }: LambdaState, { name, settings }: Owner): RoleCredentials {
  return ports.credentials.forRole(settings.role, name, SERVICE);
}

/** Lambda takes no function whose role it cannot assume. */
export function requireAssumable(state: LambdaState, owner: Owner): void {
  try {
    roleCredentials(state, owner);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const text = "The role defined for the function cannot be assumed by Lambda.";
    throw new AwsError("InvalidParameterValueException", text, 400, { Type: "User" });
  }
}

const SENDING: Record<string, { action: string; verb: string }> = {
  sqs: { action: "sqs:SendMessage", verb: "SendMessage on SQS" },
  sns: { action: "sns:Publish", verb: "Publish on SNS" },
  lambda: { action: "lambda:InvokeFunction", verb: "Invoke on Lambda" },
  events: { action: "events:PutEvents", verb: "PutEvents on EventBridge" },
};

const sendingTo = (destination: string) => SENDING[destination.split(":")[2] ?? ""];

/** Throws AwsError AccessDenied unless the function's role may send to a queue, topic, function or event bus. */
export function requireDestination(state: LambdaState, fn: Owner, destination: string): void {
  const sending = sendingTo(destination);
  if (sending) requireAllowed(state, fn, { action: sending.action, resource: destination });
}

/** Lambda takes no destination to which the function's role may not send. */
export function requireDestinations(
  state: LambdaState,
  fn: Owner,
  destinations: readonly (string | undefined)[],
): void {
  for (const destination of destinations) {
    try {
      if (destination) requireDestination(state, fn, destination);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const text = `The provided execution role does not have permissions to call ${sendingTo(destination ?? "")?.verb}`;
      throw new AwsError("InvalidParameterValueException", text, 400, { Type: "User" });
    }
  }
}

type Owner = Pick<LambdaFunction, "name" | "settings">;

function requireAllowed({ ports }: LambdaState, { name, settings }: Owner, wanted: Access): void {
  ports.access.requireRole(settings.role, name, SERVICE, wanted);
}

/**
 * Writes a function's lines as far as its role allows. What it does not allow is lost and the function runs on, as in AWS; the journal
 * says why.
 */
export function writerFor(state: LambdaState, fn: LambdaFunction, stream: string): (lines: Lines) => void {
  const { ctx, ports } = state;
  const group = fn.settings.logging.LogGroup;
  const resource = `arn:aws:logs:${ctx.region}:${ctx.accountId}:log-group:${group}:log-stream:${stream}`;
  let created = false;
  return (lines) => {
    try {
      if (!created) requireAllowed(state, fn, { action: "logs:CreateLogStream", resource });
      created = true;
      requireAllowed(state, fn, { action: "logs:PutLogEvents", resource });
      ports.logs.append(group, stream, lines);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      ctx.journal("error", { message: error.message, code: error.code, function: fn.name, lost: lines.length });
    }
  };
}

type Lines = Parameters<LogPort["append"]>[2];
