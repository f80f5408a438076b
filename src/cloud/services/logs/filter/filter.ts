import { compileJsonFilter } from "./json-filter.ts";
import { compileTerms } from "./terms.ts";

/** Whether a log event's message matches. */
export type Filter = (message: string) => boolean;

/**
 * Compiles a filter pattern of CloudWatch Logs ("Filter pattern syntax"): terms, or a JSON selector in braces. An empty pattern
 * matches everything.
 * @throws AwsError InvalidParameterException; also for the space-delimited form in brackets, which LocalCloud does not know.
 */
export function compileFilter(pattern: string): Filter {
  const text = pattern.trim();
  return text.startsWith("{") ? compileJsonFilter(text) : compileTerms(text);
}
