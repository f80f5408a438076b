import { HubshiftError, hubshiftError } from "../errors/index.ts";
import { isThrottled } from "./throttled.ts";

/** Codes of connections that never came about or broke; the SDK passes Node's errors on. */
const UNREACHABLE = /^(ECONN|ENOTFOUND|EAI_|EHOST|ENET|EPIPE|ETIMEDOUT)|^TimeoutError$/;

/** The SDK says the same of a profile that there is not as of no profile. */
function missingCredentials(options: { exitCode: 1; cause: unknown }): HubshiftError {
  const { AWS_PROFILE: profile } = process.env;
  return profile
    ? hubshiftError("aws-profile", { profile }, options)
    : hubshiftError("aws-credentials", undefined, options);
}

/** Says what a person can do about an error of the SDK. What is none of its errors comes back as it is. */
export function explainTrouble(error: unknown, region: string): unknown {
  if (!(error instanceof Error) || error instanceof HubshiftError) return error;
  const { name, message, code = name } = error as Error & { code?: string };
  const options = { exitCode: 1, cause: error } as const;
  if (name === "CredentialsProviderError") return missingCredentials(options);
  if (UNREACHABLE.test(code)) return hubshiftError("aws-unreachable", { region, reason: code }, options);
  if (code === "ERR_INVALID_URL") return hubshiftError("aws-endpoint", undefined, { cause: error });
  if (isThrottled(error)) return hubshiftError("aws-throttled", { region, code: name }, options);
  if ("$fault" in error && name === "ValidationError") return hubshiftError("aws-invalid", { message }, options);
  if ("$fault" in error) return hubshiftError("aws-refused", { code: name, message }, options);
  return error;
}
