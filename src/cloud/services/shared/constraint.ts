import { AwsError } from "../../core/error.ts";

/** What an input member must satisfy. AWS's front end checks these before the service sees the request. */
export interface Constraint {
  required?: boolean;
  /** The text of the model's regular expression; anchored on both sides, as AWS does. */
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  min?: number;
  max?: number;
  oneOf?: readonly string[];
}

/** A list in brackets, as AWS writes it; what is in an element of several members is left out. */
const textOf = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map((one) => (typeof one === "object" ? "..." : String(one))).join(", ")}]`
    : String(value);

const shown = (value: unknown): string => (value === undefined ? "null" : `'${textOf(value)}'`);

function unmet(value: unknown, constraint: Constraint): string | undefined {
  const { required, pattern, minLength = 0, maxLength = Infinity, min = -Infinity, max = Infinity, oneOf } = constraint;
  if (value === undefined || value === null) return required ? "Member must not be null" : undefined;
  const length = Array.isArray(value) || typeof value === "string" ? value.length : 0;
  if (length < minLength) return `Member must have length greater than or equal to ${minLength}`;
  if (length > maxLength) return `Member must have length less than or equal to ${maxLength}`;
  if (typeof value === "number" && value < min) return `Member must have value greater than or equal to ${min}`;
  if (typeof value === "number" && value > max) return `Member must have value less than or equal to ${max}`;
  if (oneOf && !oneOf.includes(String(value))) return `Member must satisfy enum value set: [${oneOf.join(", ")}]`;
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, "s").test(String(value))) {
    return `Member must satisfy regular expression pattern: ${pattern}`;
  }
  return undefined;
}

/**
 * Checks an input's members, each named by the constraint's key with a small first letter in the message, as AWS names them.
 * @throws AwsError `code` with every violation in one message, as AWS answers.
 */
export function constrain(input: object, constraints: Record<string, Constraint>, code = "ValidationException"): void {
  const violations = Object.entries(constraints).flatMap(([member, constraint]) => {
    const value = (input as Record<string, unknown>)[member];
    const reason = unmet(value, constraint);
    const at = member.charAt(0).toLowerCase() + member.slice(1);
    return reason ? [`Value ${shown(value)} at '${at}' failed to satisfy constraint: ${reason}`] : [];
  });
  if (violations.length === 0) return;
  const errors = violations.length === 1 ? "1 validation error" : `${violations.length} validation errors`;
  throw new AwsError(code, `${errors} detected: ${violations.join("; ")}`);
}
