import { AssumeRoleCommand, type AssumeRoleCommandInput, type STSClient } from "@aws-sdk/client-sts";

/** The credentials of a role of LocalCloud's account, for whoever `sts` calls as. */
export async function assume(sts: STSClient, role: string, more: Partial<AssumeRoleCommandInput> = {}) {
  const RoleArn = `arn:aws:iam::111122223333:role/${role}`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "me", ...more }));
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}
