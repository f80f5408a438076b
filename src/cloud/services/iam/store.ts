import type { RoleCredentials } from "../../core/ports.ts";
import type { PolicyDocument } from "./policy/index.ts";

export interface Role {
  roleName: string;
  roleId: string;
  arn: string;
  path: string;
  description: string | undefined;
  created: Date;
  maxSessionSeconds: number;
  assumeRolePolicy: PolicyDocument;
  managedPolicyArns: string[];
  inlinePolicies: Map<string, PolicyDocument>;
  /** The ARN of the managed policy beyond which nothing is allowed. */
  permissionsBoundary: string | undefined;
  tags: { Key: string; Value: string }[];
}

export interface ManagedPolicy {
  arn: string;
  policyId: string;
  name: string;
  path: string;
  description: string | undefined;
  created: Date;
  document: PolicyDocument;
}

export interface Session {
  roleArn: string;
  /** `arn:aws:sts::111122223333:assumed-role/NAME/SESSION` */
  arn: string;
  /** Role ID and session name. */
  userId: string;
  sessionName: string;
  credentials: RoleCredentials;
  /** Epoch ms; undefined for credentials that a service renews by itself. */
  expires: number | undefined;
  /** Policies given with AssumeRole: none allows what another does not. Undefined: no such limit. */
  sessionPolicies: readonly PolicyDocument[] | undefined;
}

export interface IamState {
  /** By name. */
  roles: Map<string, Role>;
  /** By ARN. */
  managedPolicies: Map<string, ManagedPolicy>;
  /** Name to the roles in it. */
  instanceProfiles: Map<string, string[]>;
  /** By access key ID. */
  sessions: Map<string, Session>;
  /** The policies of queues, topics and buckets, by the resource's ARN. */
  resourcePolicies: Map<string, PolicyDocument>;
}

export const emptyIam = (): IamState => ({
  roles: new Map(),
  managedPolicies: new Map(),
  instanceProfiles: new Map(),
  sessions: new Map(),
  resourcePolicies: new Map(),
});
