import { fitsArn, parseArnPattern } from "./arn.ts";
import { compileConditions } from "./conditions.ts";
import { malformed } from "./error.ts";
import { fits, parsePattern } from "./pattern.ts";
import { compilePrincipal } from "./principals.ts";
import type { Policy, PolicyDocument, PolicyRequest, Statement } from "./types.ts";

/** Policy variables came with this version; in older documents `${` is text. */
const WITH_VARIABLES = "2012-10-17";

const compiled = new WeakMap<PolicyDocument, Policy>();

/** Reads a document once; the same object gives the same policy. Throws MalformedPolicyDocument. */
export function compilePolicy(document: PolicyDocument): Policy {
  const known = compiled.get(document);
  if (known) return known;
  const { Version, Statement: element } = document;
  if (typeof element !== "object" || element === null) throw malformed("Syntax errors in policy.");
  const statements = (Array.isArray(element) ? element : [element]).map((one) =>
    compileStatement(one, Version === WITH_VARIABLES),
  );
  const policy = { statements };
  compiled.set(document, policy);
  return policy;
}

type Test = (request: PolicyRequest) => boolean;

function compileStatement(element: Record<string, unknown>, variables: boolean): Statement {
  const { Effect } = element;
  if (Effect !== "Allow" && Effect !== "Deny") throw malformed("Syntax errors in policy.");
  const action = oneOf(element, "Action", actions);
  // A trust policy has none: it is the role's own.
  const resource = oneOf(element, "Resource", (texts) => resources(texts, variables)) ?? (() => true);
  const principal = oneOf(element, "Principal", (_, raw) => {
    const named = compilePrincipal(raw);
    return (request) => named(request.principal);
  });
  const condition = compileConditions(element.Condition, variables);
  if (!action) throw malformed("Policy statement must contain actions.");
  return {
    effect: Effect,
    applies: (request) =>
      action(request) && resource(request) && (principal?.(request) ?? true) && condition(request.key),
  };
}

/** `Name` or `NotName`, whichever the statement has. */
function oneOf(
  element: Record<string, unknown>,
  name: string,
  compile: (texts: string[], raw: unknown) => Test,
): Test | undefined {
  const test = (raw: unknown) => compile((Array.isArray(raw) ? raw : [raw]).map(String), raw);
  if (element[name] !== undefined) return test(element[name]);
  const not = element[`Not${name}`];
  if (not === undefined) return undefined;
  const inner = test(not);
  return (request) => !inner(request);
}

/** Actions are compared without regard to case. */
function actions(texts: string[]): Test {
  const patterns = texts.map((text) => parsePattern(text.toLowerCase()));
  return ({ action, key }) => patterns.some((pattern) => fits(pattern, action.toLowerCase(), key));
}

function resources(texts: string[], variables: boolean): Test {
  const patterns = texts.map((text) => (text === "*" ? undefined : parseArnPattern(text, variables)));
  return ({ resource, key }) => patterns.some((pattern) => pattern === undefined || fitsArn(pattern, resource, key));
}
