import type { Access } from "../../core/access.ts";
import type { InvocationSource } from "../../core/ports.ts";
import type { CloudContext } from "../../core/types.ts";
import { compilePolicy, evaluate, type Principal as PolicyPrincipal, type PolicyRequest } from "./policy/index.ts";
import type { Principal } from "./principal.ts";
import { keyValues } from "./request-keys.ts";
import type { IamState } from "./store.ts";

/** Decides what a principal of this account may do. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
export interface Authorizer {
  /** Why AWS would not do it, in its words; undefined when it would. `granted`: the resource itself has allowed it. */
  refusal(principal: Principal, access: Access, granted?: boolean): string | undefined;
  /** The same for a service of AWS that acts by itself: the resource's own policy decides. */
  serviceRefusal(source: InvocationSource, access: Access): string | undefined;
}

export function createAuthorizer(ctx: CloudContext, state: IamState): Authorizer {
  const account = `arn:aws:iam::${ctx.accountId}:root`;

  function resourcePolicy(resource: string) {
    // An object has its bucket's policy.
    const owner = resource.startsWith("arn:aws:s3:::") ? (resource.split("/")[0] as string) : resource;
    const document = state.resourcePolicies.get(owner);
    return document && [compilePolicy(document)];
  }

  /** A policy that names the account leaves it to the account's own policies. */
  function byResource(request: PolicyRequest, names: readonly string[]) {
    const policies = resourcePolicy(request.resource);
    if (!policies) return "implicit-deny";
    const as = (more: readonly string[]): PolicyPrincipal => ({ type: "AWS", names: [...names, ...more] });
    if (evaluate(policies, { ...request, principal: as([account]) }) === "explicit-deny") return "explicit-deny";
    return evaluate(policies, { ...request, principal: as([]) });
  }

  return {
    refusal(principal, access, granted = false) {
      const { action, resource } = access;
      const request: PolicyRequest = { action, resource, key: keyValues(ctx, access, principal.keys) };
      const own = byResource(request, principal.names);
      const why =
        own === "explicit-deny"
          ? "with an explicit deny in a resource-based policy"
          : byIdentity(principal, request, granted || own === "allowed");
      return why && notAuthorized(principal.arn, access, why);
    },
    serviceRefusal({ principal: service, sourceArn, tellsOwner }, access) {
      const { action, resource } = access;
      const key = keyValues(ctx, access, {
        "aws:principalisawsservice": "true",
        "aws:sourcearn": sourceArn,
        "aws:sourceaccount": ctx.accountId,
        ...(tellsOwner && { "aws:sourceowner": ctx.accountId }),
      });
      const principal: PolicyPrincipal = { type: "Service", names: [service] };
      const verdict = evaluate(resourcePolicy(resource) ?? [], { action, resource, key, principal });
      if (verdict === "allowed") return undefined;
      const why =
        verdict === "explicit-deny"
          ? "with an explicit deny in a resource-based policy"
          : `because no resource-based policy allows the ${action} action`;
      return notAuthorized(service, access, why);
    },
  };
}

/** Why the principal's own policies do not allow it. What the resource has `granted` needs only not be denied, and lie within the limits. */
function byIdentity({ permissions }: Principal, request: PolicyRequest, granted: boolean): string | undefined {
  if (!permissions) return undefined;
  const kinds = [{ kind: "identity-based policy", policies: permissions.identity }, ...permissions.limits];
  const verdicts = kinds.map(({ kind, policies }) => ({ kind, verdict: evaluate(policies, request) }));
  const denied = verdicts.find(({ verdict }) => verdict === "explicit-deny");
  if (denied) return `with an explicit deny in ${denied.kind === "identity-based policy" ? "an" : "a"} ${denied.kind}`;
  const needed = granted ? verdicts.slice(1) : verdicts;
  const missing = needed.find(({ verdict }) => verdict === "implicit-deny");
  return missing && `because no ${missing.kind} allows the ${request.action} action`;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html; these two leave out the resource where there is none. */
function notAuthorized(who: string, { action, resource }: Access, why: string): string {
  const where = resource === "*" && /^(ec2|cloudwatch):/.test(action) ? "" : ` on resource: ${resource}`;
  return `User: ${who} is not authorized to perform: ${action}${where} ${why}`;
}
