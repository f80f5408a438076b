/** The services' own names for "too many calls": https://docs.aws.amazon.com/AWSEC2/latest/APIReference/throttling.html and their kin. */
const THROTTLED = /^(RequestLimitExceeded|Throttl|TooManyRequests|SlowDown)/;

/** Whether a service said that there are too many calls. */
export const isThrottled = (error: unknown): error is Error =>
  error instanceof Error && "$fault" in error && THROTTLED.test(error.name);
