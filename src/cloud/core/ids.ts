import { randomBytes, randomUUID } from "node:crypto";

/** An EC2-style ID: `i-` and 17 hexadecimal digits, as new accounts get them. */
export function resourceId(prefix: string): string {
  return `${prefix}-${randomBytes(9).toString("hex").slice(0, 17)}`;
}

/** What AWS puts in `x-amzn-requestid`. */
export const requestId = (): string => randomUUID();

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** An IAM-style unique ID: four letters that say what it names (`AROA` a role, `ASIA` a temporary key), then 16 of base 32. */
export function iamId(prefix: string): string {
  return prefix + Array.from(randomBytes(16), (byte) => BASE32[byte % 32]).join("");
}

/** The name CloudFormation gives to a resource that the template leaves unnamed: stack, logical ID, random suffix. */
export function generatedName(stackName: string, logicalId: string, maxLength: number): string {
  const suffix = iamId("").slice(0, 12);
  return `${`${stackName}-${logicalId}`.slice(0, maxLength - suffix.length - 1)}-${suffix}`;
}
