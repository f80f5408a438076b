import { describe, expect, it } from "vitest";
import { compileConditions } from "../../../../src/cloud/services/iam/policy/conditions.ts";

const request: Record<string, string[]> = {
  "aws:requestedregion": ["eu-west-1"],
  "aws:sourceip": ["203.0.113.7"],
  "ec2:vpc": ["arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1"],
  "aws:securetransport": ["true"],
  "aws:tagkeys": ["owner", "wan"],
  "aws:currenttime": ["2026-11-22T12:00:00Z"],
  "s3:max-keys": ["10"],
  "aws:username": ["ann"],
  "aws:requesttag/owner": ["ann"],
};
const holds = (element: object) => compileConditions(element, true)((name) => request[name]);

describe("conditions", () => {
  it.each<[object, boolean]>([
    [{ StringEquals: { "aws:RequestedRegion": "eu-west-1" } }, true],
    [{ StringEquals: { "AWS:requestedregion": ["us-east-1", "eu-west-1"] } }, true],
    [{ StringEquals: { "aws:RequestedRegion": "eu-*" } }, false],
    [{ StringEquals: { "aws:RequestTag/owner": `\${aws:username}` } }, true],
    [{ StringLike: { "aws:RequestedRegion": "eu-*" } }, true],
    [{ StringNotLike: { "aws:RequestedRegion": "eu-*" } }, false],
    [{ StringNotEquals: { "aws:RequestedRegion": ["us-east-1", "eu-west-1"] } }, false],
    [{ StringEqualsIgnoreCase: { "aws:RequestedRegion": "EU-WEST-1" } }, true],
    [{ StringEquals: { "no:such": "x" } }, false],
    [{ StringNotEquals: { "no:such": "x" } }, true],
    [{ StringEqualsIfExists: { "no:such": "x" } }, true],
    [{ StringEqualsIfExists: { "aws:RequestedRegion": "x" } }, false],
    [{ ArnEquals: { "ec2:Vpc": "arn:aws:ec2:*:111122223333:vpc/*" } }, true],
    [{ ArnLike: { "ec2:Vpc": "arn:aws:ec2:*:*:vpc/vpc-2" } }, false],
    [{ ArnNotLike: { "ec2:Vpc": "arn:aws:ec2:*:*:vpc/vpc-2" } }, true],
    [{ Bool: { "aws:SecureTransport": "false" } }, false],
    [{ Bool: { "aws:SecureTransport": true } }, true],
    [{ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, true],
    [{ IpAddress: { "aws:SourceIp": ["198.51.100.0/24", "203.0.113.7"] } }, true],
    [{ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, false],
    [{ IpAddress: { "aws:SourceIp": "2001:db8::/32" } }, false],
    [{ Null: { "aws:TagKeys": "false" } }, true],
    [{ Null: { "no:such": "true" } }, true],
    [{ Null: { "no:such": false } }, false],
    [{ "ForAllValues:StringEquals": { "aws:TagKeys": ["owner", "wan", "team"] } }, true],
    [{ "ForAllValues:StringEquals": { "aws:TagKeys": "owner" } }, false],
    [{ "ForAllValues:StringEquals": { "no:such": "owner" } }, true],
    [{ "ForAnyValue:StringEquals": { "aws:TagKeys": "owner" } }, true],
    [{ "ForAnyValue:StringEquals": { "no:such": "owner" } }, false],
    [{ "ForAnyValue:StringNotEquals": { "aws:TagKeys": "owner" } }, true],
    [{ "ForAllValues:StringNotEquals": { "aws:TagKeys": "owner" } }, false],
    [{ NumericLessThanEquals: { "s3:max-keys": 10 } }, true],
    [{ NumericGreaterThan: { "s3:max-keys": "10" } }, false],
    [{ DateGreaterThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } }, true],
    [{ DateLessThan: { "aws:CurrentTime": "1767225600" } }, false],
    [{ StringEquals: { "aws:RequestedRegion": "eu-west-1" }, Bool: { "aws:SecureTransport": "false" } }, false],
    [{ StringEquals: { "aws:RequestedRegion": "eu-west-1", "no:such": "x" } }, false],
  ])("%j", (element, expected) => expect(holds(element)).toBe(expected));
});
