import { malformed } from "./error.ts";
import { fits, parsePattern } from "./pattern.ts";
import type { Principal } from "./types.ts";

const ACCOUNT = /^\d{12}$/;
const none = () => undefined;

/**
 * Whether a Principal element names the caller. An account's ID and its root ARN both stand for everyone in the account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function compilePrincipal(element: unknown): (principal: Principal | undefined) => boolean {
  if (element === "*") return () => true;
  if (element === null || typeof element !== "object") throw malformed("Invalid principal in policy.");
  const named = Object.entries(element).flatMap(([type, value]) =>
    (Array.isArray(value) ? value : [value]).map((name) => ({ type, name: canonical(String(name)) })),
  );
  return (principal) =>
    principal !== undefined &&
    named.some(
      ({ type, name }) =>
        type === principal.type &&
        (name === "*" || principal.names.some((own) => fits(parsePattern(name), canonical(own), none))),
    );
}

const canonical = (name: string): string => (ACCOUNT.test(name) ? `arn:aws:iam::${name}:root` : name);
