import { type Access, passRole } from "../../core/access.ts";
import type { Ec2 } from "./context.ts";

/** A request's and a template's way to name an instance profile: its name, or the name or the ARN in a structure. */
export function profileArn(profile: unknown, accountId: string): string | undefined {
  if (profile === undefined) return undefined;
  const { Arn, Name } = (typeof profile === "string" ? { Name: profile } : profile) as { Arn?: string; Name?: string };
  return Arn ?? `arn:aws:iam::${accountId}:instance-profile/${Name}`;
}

/** What launching with this profile takes: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html */
export function passedRole({ ctx, roleOfProfile }: Ec2, profile: unknown): Access[] {
  const arn = profileArn(profile, ctx.accountId);
  const role = arn && roleOfProfile(arn);
  return role ? [passRole(role, "ec2.amazonaws.com")] : [];
}
