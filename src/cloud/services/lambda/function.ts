import type { FunctionConfiguration, LoggingConfig } from "@aws-sdk/client-lambda";
import { AwsError } from "../../core/error.ts";
import type { AccessPort, CredentialPort, DeadLetterPort, LogPort, ObjectPort } from "../../core/ports.ts";
import type { CloudContext } from "../../core/types.ts";
import { TagStore } from "../shared/tags.ts";
import type { Environment } from "./environment.ts";
import type { Statement } from "./policy.ts";

export interface LambdaPorts {
  logs: LogPort;
  credentials: CredentialPort;
  access: AccessPort;
  /** Where a template's code lies. */
  objects: ObjectPort;
  deadLetter: DeadLetterPort;
  /** Whether the service itself fails now, whatever it is asked to run. */
  impaired(): boolean;
}

/** What the owner of a function decides; the defaults are AWS's. */
export interface FunctionSettings {
  runtime: string;
  handler: string;
  role: string;
  description: string;
  timeoutSeconds: number;
  memoryMb: number;
  variables: Record<string, string>;
  deadLetterArn: string | undefined;
  logging: Required<Pick<LoggingConfig, "LogFormat" | "LogGroup">> & LoggingConfig;
}

export interface AsyncSettings {
  maximumRetryAttempts: number | undefined;
  maximumEventAgeSeconds: number | undefined;
  onSuccess: string | undefined;
  onFailure: string | undefined;
  modified: Date;
}

export interface LambdaFunction {
  name: string;
  arn: string;
  settings: FunctionSettings;
  /** Where the code lies: LAMBDA_TASK_ROOT. */
  taskRoot: string;
  code: { sha256: string; size: number };
  modified: Date;
  revisionId: string;
  policy: Statement[];
  asyncSettings: AsyncSettings | undefined;
  /** Undefined: limited by the account only. */
  reservedConcurrency: number | undefined;
  environments: Set<Environment>;
}

export interface LambdaState {
  ctx: CloudContext;
  ports: LambdaPorts;
  functions: Map<string, LambdaFunction>;
  tags: TagStore;
}

export const createState = (ctx: CloudContext, ports: LambdaPorts): LambdaState => ({
  ctx,
  ports,
  functions: new Map(),
  tags: new TagStore(),
});

export const functionArn = (ctx: CloudContext, name: string): string =>
  `arn:aws:lambda:${ctx.region}:${ctx.accountId}:function:${name}`;

/** A name, a partial ARN (`123456789012:function:name`) or an ARN, each with or without a qualifier. */
const REFERENCE =
  /^(?:(?:arn:aws:lambda:[a-z0-9-]+:)?\d{12}:)?(?:function:)?([A-Za-z0-9_-]+)(?::(\$LATEST|[A-Za-z0-9_-]+))?$/;

/**
 * Finds a function by any of the ways in which AWS lets one name it. LocalCloud has `$LATEST` only.
 * @throws AwsError ResourceNotFoundException (404).
 */
export function requireFunction(
  state: LambdaState,
  reference: string | undefined,
  qualifier: string | undefined = undefined,
): LambdaFunction {
  const [, name = reference ?? "", inReference] = REFERENCE.exec(reference ?? "") ?? [];
  const version = qualifier ?? inReference;
  const found = state.functions.get(name);
  if (found && (version === undefined || version === "$LATEST")) return found;
  const arn = functionArn(state.ctx, name) + (version === undefined ? "" : `:${version}`);
  throw new AwsError("ResourceNotFoundException", `Function not found: ${arn}`, 404, { Type: "User" });
}

export function configuration(fn: LambdaFunction): FunctionConfiguration {
  const { settings } = fn;
  return {
    FunctionName: fn.name,
    FunctionArn: fn.arn,
    Runtime: settings.runtime as NonNullable<FunctionConfiguration["Runtime"]>,
    Role: settings.role,
    Handler: settings.handler,
    CodeSize: fn.code.size,
    CodeSha256: fn.code.sha256,
    Description: settings.description,
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memoryMb,
    LastModified: fn.modified.toISOString().replace("Z", "+0000"),
    Version: "$LATEST",
    ...(Object.keys(settings.variables).length > 0 && { Environment: { Variables: settings.variables } }),
    ...(settings.deadLetterArn && { DeadLetterConfig: { TargetArn: settings.deadLetterArn } }),
    TracingConfig: { Mode: "PassThrough" },
    RevisionId: fn.revisionId,
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Architectures: [process.arch === "arm64" ? "arm64" : "x86_64"],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: "None", OptimizationStatus: "Off" },
    LoggingConfig: settings.logging,
  };
}
