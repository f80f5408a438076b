import { roleCredentials } from "./execution-role.ts";
import type { LambdaFunction, LambdaState } from "./function.ts";

/** Where AWS's runtimes look for programs. */
const PATH = "/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin";

/**
 * Everything that a function's process finds in its environment: its own variables and those that Lambda sets ("Defined runtime
 * environment variables" in the developer guide), nothing of the machine's.
 */
export function environmentVariables(
  state: LambdaState,
  fn: LambdaFunction,
  logStream: string,
): Record<string, string> {
  const { ctx } = state;
  const { settings } = fn;
  const credentials = roleCredentials(state, fn);
  return {
    PATH,
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    // Without HOME the SDK would ask the system for it and read the profile of whoever runs LocalCloud.
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    // The declared runtime is newer than the Node that LocalCloud may run on; the SDK would complain in every log.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    ...settings.variables,
    _HANDLER: settings.handler,
    LAMBDA_TASK_ROOT: fn.taskRoot,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    AWS_REGION: ctx.region,
    AWS_DEFAULT_REGION: ctx.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.runtime}`,
    AWS_ENDPOINT_URL: ctx.url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: settings.logging.LogGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_LAMBDA_LOG_FORMAT: settings.logging.LogFormat,
    ...(settings.logging.LogFormat === "JSON" && {
      AWS_LAMBDA_LOG_LEVEL: settings.logging.ApplicationLogLevel ?? "INFO",
    }),
  };
}
