import type { CloudContext } from "../../core/types.ts";
import type { Authorizer } from "./authorizer.ts";
import { compilePolicy, evaluate, type Principal as PolicyPrincipal } from "./policy/index.ts";
import type { Principal } from "./principal.ts";
import { keyValues } from "./request-keys.ts";
import type { Role } from "./store.ts";

const ASSUME = "sts:AssumeRole";

/** Whether the role's trust policy lets a service of AWS act as it. */
export function trustsService(ctx: CloudContext, role: Role, service: string): boolean {
  return verdict(ctx, role, { type: "Service", names: [service] }) === "allowed";
}

/**
 * Whether a principal may assume the role: the trust policy must name it, or name its account and leave the rest to the principal's own
 * policies. AWS lets no root user assume a role; LocalCloud's stands for an administrator, and may.
 */
export function mayAssume(ctx: CloudContext, authorizer: Authorizer, role: Role, principal: Principal): boolean {
  const account = `arn:aws:iam::${ctx.accountId}:root`;
  const named = verdict(ctx, role, { type: "AWS", names: principal.names }, principal.keys);
  const inAccount = verdict(ctx, role, { type: "AWS", names: [...principal.names, account] }, principal.keys);
  if (inAccount !== "allowed") return false;
  return !authorizer.refusal(principal, { action: ASSUME, resource: role.arn }, named === "allowed");
}

function verdict(
  ctx: CloudContext,
  role: Role,
  principal: PolicyPrincipal,
  keys: Readonly<Record<string, string>> = {},
) {
  const access = { action: ASSUME, resource: role.arn };
  return evaluate([compilePolicy(role.assumeRolePolicy)], { ...access, key: keyValues(ctx, access, keys), principal });
}
