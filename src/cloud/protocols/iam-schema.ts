/**
 * The operations of IAM that LocalCloud has, in the form in which the SDK's packages carry theirs: no package of IAM's is installed.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
 */
type Schema = number | readonly unknown[];

const NAMESPACE = "com.amazonaws.iam";

/** Numbers by which Smithy's schemas name simple shapes and kinds of shapes. */
const TEXT = 0;
const NUMBER = 1;
const BOOLEAN = 2;
const TIME = 4;
const LIST = 1;
const STRUCTURE = 3;
const OPERATION = 9;

const list = (name: string, member: () => Schema): Schema => [LIST, NAMESPACE, name, 0, member];

/** Required members come first. */
function structure(name: string, required: Record<string, Schema>, optional: Record<string, Schema> = {}): Schema {
  const members = { ...required, ...optional };
  const count = Object.keys(required).length;
  return [STRUCTURE, NAMESPACE, name, 0, Object.keys(members), Object.values(members), count];
}

const operation = (name: string, input: Schema, output: Schema): readonly unknown[] => [
  ...[OPERATION, NAMESPACE, name, 0],
  () => input,
  () => output,
];

const UNIT: Schema = structure("Unit", {});
const tags = list("tagListType", () => structure("Tag", { Key: TEXT, Value: TEXT }));
const paged = { Marker: TEXT, MaxItems: NUMBER };
const page = { IsTruncated: BOOLEAN, Marker: TEXT };

const named = { Path: TEXT, Arn: TEXT, CreateDate: TIME, Description: TEXT, Tags: tags };
const role = structure("Role", {
  ...named,
  RoleName: TEXT,
  RoleId: TEXT,
  AssumeRolePolicyDocument: TEXT,
  MaxSessionDuration: NUMBER,
  PermissionsBoundary: structure("AttachedPermissionsBoundary", {
    PermissionsBoundaryType: TEXT,
    PermissionsBoundaryArn: TEXT,
  }),
});
const policy = structure("Policy", {
  ...named,
  PolicyName: TEXT,
  PolicyId: TEXT,
  DefaultVersionId: TEXT,
  AttachmentCount: NUMBER,
  PermissionsBoundaryUsageCount: NUMBER,
  IsAttachable: BOOLEAN,
  UpdateDate: TIME,
});
const version = structure("PolicyVersion", {
  Document: TEXT,
  VersionId: TEXT,
  IsDefaultVersion: BOOLEAN,
  CreateDate: TIME,
});
const names = list("policyNameListType", () => TEXT);
const attached = list("attachedPoliciesListType", () =>
  structure("AttachedPolicy", { PolicyName: TEXT, PolicyArn: TEXT }),
);
const ofRole = { RoleName: TEXT };
const inline = { ...ofRole, PolicyName: TEXT };

export const GetRole$ = operation(
  "GetRole",
  structure("GetRoleRequest", ofRole),
  structure("GetRoleResponse", { Role: role }),
);
export const GetRolePolicy$ = operation(
  "GetRolePolicy",
  structure("GetRolePolicyRequest", inline),
  structure("GetRolePolicyResponse", { ...inline, PolicyDocument: TEXT }),
);
export const PutRolePolicy$ = operation(
  "PutRolePolicy",
  structure("PutRolePolicyRequest", { ...inline, PolicyDocument: TEXT }),
  UNIT,
);
export const DeleteRolePolicy$ = operation("DeleteRolePolicy", structure("DeleteRolePolicyRequest", inline), UNIT);
export const ListRolePolicies$ = operation(
  "ListRolePolicies",
  structure("ListRolePoliciesRequest", ofRole, paged),
  structure("ListRolePoliciesResponse", { PolicyNames: names, ...page }),
);
export const ListAttachedRolePolicies$ = operation(
  "ListAttachedRolePolicies",
  structure("ListAttachedRolePoliciesRequest", ofRole, { PathPrefix: TEXT, ...paged }),
  structure("ListAttachedRolePoliciesResponse", { AttachedPolicies: attached, ...page }),
);
export const GetPolicy$ = operation(
  "GetPolicy",
  structure("GetPolicyRequest", { PolicyArn: TEXT }),
  structure("GetPolicyResponse", { Policy: policy }),
);
export const GetPolicyVersion$ = operation(
  "GetPolicyVersion",
  structure("GetPolicyVersionRequest", { PolicyArn: TEXT, VersionId: TEXT }),
  structure("GetPolicyVersionResponse", { PolicyVersion: version }),
);
