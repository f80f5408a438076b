import type { RoleCredentials } from "../../core/ports.ts";

/** A policy document as the template gives it; kept whole, for whoever evaluates it. */
export type PolicyDocument = Record<string, unknown>;

export interface Role {
  roleName: string;
  roleId: string;
  arn: string;
  assumeRolePolicy: PolicyDocument;
  managedPolicyArns: string[];
  inlinePolicies: Map<string, PolicyDocument>;
}

export interface Session {
  roleArn: string;
  /** `arn:aws:sts::111122223333:assumed-role/NAME/SESSION` */
  arn: string;
  /** Role ID and session name. */
  userId: string;
  credentials: RoleCredentials;
}

export interface IamState {
  /** By name. */
  roles: Map<string, Role>;
  /** By ARN. */
  managedPolicies: Map<string, PolicyDocument>;
  /** Name to the roles in it. */
  instanceProfiles: Map<string, string[]>;
  /** By access key ID. */
  sessions: Map<string, Session>;
}

export const emptyIam = (): IamState => ({
  roles: new Map(),
  managedPolicies: new Map(),
  instanceProfiles: new Map(),
  sessions: new Map(),
});
