/** A policy as people write it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export type PolicyDocument = Record<string, unknown>;

/** The values that a request has for a condition key, named in lower case; undefined where the request does not have the key. */
export type KeyValues = (name: string) => readonly string[] | undefined;

/** Who asks, as a policy's Principal element names it: `AWS` ARNs and account IDs, or a `Service`. */
export interface Principal {
  type: "AWS" | "Service";
  /** Every name by which the caller is known: a role session is known by its own ARN, its role's and its account's. */
  names: readonly string[];
}

export interface PolicyRequest {
  /** `ec2:AssociateAddress` */
  action: string;
  /** An ARN, or `*` where an action knows no resources. */
  resource: string;
  key: KeyValues;
  /** Looked at by policies that have a Principal element, those of resources. */
  principal?: Principal;
}

export type Verdict = "allowed" | "explicit-deny" | "implicit-deny";

/** A policy document, read once. */
export interface Policy {
  statements: readonly Statement[];
}

export interface Statement {
  effect: "Allow" | "Deny";
  /** Whether the statement is about this request. */
  applies(request: PolicyRequest): boolean;
}
