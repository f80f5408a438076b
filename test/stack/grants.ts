import type { LocalCloud } from "../../src/cloud/index.ts";
import { callIam, elements } from "../cloud/query.ts";

interface Statement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Action: string | string[];
  Resource: string | string[];
  Condition?: unknown;
}

/** One action on one resource that a role's policy allows. */
export interface Grant {
  policyName: string;
  statement: number;
  action: string;
  resource: string;
}

export interface RolePolicy {
  roleName: string;
  policyName: string;
  document: { Version: string; Statement: Statement[] };
}

/** The inline policies of a role, with every reference resolved, as IAM tells them. */
export async function policiesOf(cloud: LocalCloud, roleName: string): Promise<RolePolicy[]> {
  const names = elements(await callIam(cloud, "ListRolePolicies", { RoleName: roleName }), "member");
  return Promise.all(
    names.map(async (policyName) => {
      const xml = await callIam(cloud, "GetRolePolicy", { RoleName: roleName, PolicyName: policyName });
      const [text = ""] = elements(xml, "PolicyDocument");
      return { roleName, policyName, document: JSON.parse(decodeURIComponent(text)) };
    }),
  );
}

export function grantsOf({ policyName, document }: RolePolicy): Grant[] {
  return document.Statement.flatMap(({ Action, Resource }, statement) =>
    [Action]
      .flat()
      .flatMap((action) => [Resource].flat().map((resource) => ({ policyName, statement, action, resource }))),
  );
}

/** Does `work` while the role may do all but one thing, and gives that back. */
export async function without(cloud: LocalCloud, policy: RolePolicy, grant: Grant, work: () => Promise<void>) {
  const { roleName: RoleName, policyName: PolicyName, document } = policy;
  const put = (PolicyDocument: string) => callIam(cloud, "PutRolePolicy", { RoleName, PolicyName, PolicyDocument });
  const left = document.Statement.flatMap((statement, index) =>
    index === grant.statement ? parts(statement).filter((part) => !isGrant(part, grant)) : [statement],
  );
  await put(JSON.stringify({ ...document, Statement: left }));
  try {
    await work();
  } finally {
    await put(JSON.stringify(document));
  }
}

/** A statement for each action on each resource. IAM wants no statement ID twice. */
const parts = ({ Sid: _, Action, Resource, ...rest }: Statement): Statement[] =>
  [Action]
    .flat()
    .flatMap((action) => [Resource].flat().map((resource) => ({ ...rest, Action: action, Resource: resource })));

const isGrant = ({ Action, Resource }: Statement, { action, resource }: Grant) =>
  Action === action && Resource === resource;

/** What the refusal of `grant` says. */
export function wordsOf({ action, resource }: Grant): RegExp {
  const code = action.startsWith("ec2:")
    ? "UnauthorizedOperation: You are not authorized to perform this operation\\. "
    : "AccessDenied(Exception)?: ";
  const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const where =
    resource === "*" ? "( on resource: \\*)?" : ` on resource: ${literal(resource).replaceAll("\\*", ".*")}`;
  const who = "arn:aws:sts::111122223333:assumed-role/\\S+";
  return new RegExp(
    `^${code}User: ${who} is not authorized to perform: ${action}${where} because no identity-based policy allows the ${action} action$`,
  );
}
