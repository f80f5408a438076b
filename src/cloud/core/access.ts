/** What IAM decides on. Which actions and resources an operation needs is told by the Service Authorization Reference. */

/** Condition keys and their values; a key without a value is one that the request does not have. */
export type ConditionKeys = Readonly<Record<string, string | readonly string[] | undefined>>;

/** One thing that a request wants to do to one resource. It is carried out only when every one of them is allowed. */
export interface Access {
  /** `ec2:AssociateAddress` */
  action: string;
  /** An ARN, or `*` for an action that knows no resources. */
  resource: string;
  keys?: ConditionKeys;
}

/** By operation, from its parsed input. */
// biome-ignore lint/suspicious/noExplicitAny: as `Operation`, each narrows its own input
export type AccessTable = Readonly<Record<string, (input: any) => readonly Access[]>>;

/**
 * What it takes to give a role to a service (`lambda.amazonaws.com`).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
export const passRole = (roleArn: string, service: string): Access => ({
  action: "iam:PassRole",
  resource: roleArn,
  keys: { "iam:PassedToService": service },
});

/** The service prefix of IAM's actions where it is not the signing name. */
const PREFIXES: Record<string, string> = { monitoring: "cloudwatch" };

/** `ec2:AssociateAddress`, as IAM writes actions. */
export function actionOf(signingName: string, operation: string): string {
  return `${PREFIXES[signingName] ?? signingName}:${operation}`;
}
