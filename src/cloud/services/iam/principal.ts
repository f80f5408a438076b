import type { CloudContext } from "../../core/types.ts";
import { awsManagedPolicy } from "./aws-managed.ts";
import { compilePolicy, type Policy, type PolicyDocument } from "./policy/index.ts";
import type { IamState, Role, Session } from "./store.ts";

/** Whose policies decide. */
export interface Principal {
  /** As it stands in AWS's messages. */
  arn: string;
  /** What a resource's policy can name it by, besides its account. */
  names: readonly string[];
  /** Undefined for the account's root user, who may do everything. */
  permissions: Permissions | undefined;
  keys: Readonly<Record<string, string>>;
}

/** What every one of the limits, and the policies of the identity itself, must allow. */
export interface Permissions {
  identity: readonly Policy[];
  limits: readonly { kind: "permissions boundary" | "session policy"; policies: readonly Policy[] }[];
}

export function rootPrincipal({ accountId }: CloudContext): Principal {
  const arn = `arn:aws:iam::${accountId}:root`;
  const keys = { "aws:principalarn": arn, "aws:principaltype": "Account", "aws:userid": accountId };
  return { arn, names: [arn], permissions: undefined, keys };
}

export function sessionPrincipal(ctx: CloudContext, state: IamState, session: Session, role: Role): Principal {
  const instance = session.sessionName.startsWith("i-") && {
    "ec2:sourceinstancearn": `arn:aws:ec2:${ctx.region}:${ctx.accountId}:instance/${session.sessionName}`,
  };
  return {
    arn: session.arn,
    names: [session.arn, role.arn],
    permissions: permissionsOf(state, session, role),
    keys: {
      "aws:principalarn": role.arn,
      "aws:principaltype": "AssumedRole",
      "aws:userid": session.userId,
      ...instance,
      ...Object.fromEntries(role.tags.map(({ Key, Value }) => [`aws:principaltag/${Key.toLowerCase()}`, Value])),
    },
  };
}

function permissionsOf(state: IamState, { sessionPolicies }: Session, role: Role): Permissions {
  const { permissionsBoundary: boundary } = role;
  const limits: { kind: "permissions boundary" | "session policy"; policies: Policy[] }[] = [];
  if (boundary) limits.push({ kind: "permissions boundary", policies: managed(state, [boundary]) });
  if (sessionPolicies) limits.push({ kind: "session policy", policies: sessionPolicies.map(compilePolicy) });
  const inline = [...role.inlinePolicies.values()].map(compilePolicy);
  return { identity: [...inline, ...managed(state, role.managedPolicyArns)], limits };
}

function managed(state: IamState, arns: readonly string[]): Policy[] {
  return arns.flatMap((arn): Policy[] => {
    const document: PolicyDocument | undefined =
      state.managedPolicies.get(arn)?.document ?? awsManagedPolicy(arn)?.document;
    return document ? [compilePolicy(document)] : [];
  });
}
