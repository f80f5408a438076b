import { EC2Client } from "@aws-sdk/client-ec2";
import { isThrottled } from "./throttled.ts";
import type { AwsOptions } from "./types.ts";

/**
 * The SDK retries throttling, 5xx, timeouts and connection errors request by request with exponential backoff and full jitter, so that
 * a step that succeeded is not repeated because the next one failed; a retry loop around it would only multiply its attempts.
 */
export const RETRIES = { retryMode: "standard", maxAttempts: 6 };

/** EC2's control plane answers in well under a second; a request that hangs is worth another connection. */
const TIMEOUTS = { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

/** Opens EC2. Nothing is sent before the first call. */
export function createEc2({ onThrottled, ...options }: AwsOptions): EC2Client {
  const client = new EC2Client({
    ...options,
    ...RETRIES,
    requestHandler: TIMEOUTS,
  });
  client.middlewareStack.add(
    (attempt) => async (request) => {
      try {
        return await attempt(request);
      } catch (error) {
        if (isThrottled(error)) onThrottled?.(error.name);
        throw error;
      }
    },
    // Of low priority it comes after the SDK's retries, and sees each attempt.
    { step: "finalizeRequest", priority: "low" },
  );
  return client;
}
