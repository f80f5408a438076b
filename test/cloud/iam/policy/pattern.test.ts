import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitsArn, parseArnPattern } from "../../../../src/cloud/services/iam/policy/arn.ts";
import { fits, parsePattern } from "../../../../src/cloud/services/iam/policy/pattern.ts";

const keys: Record<string, string[]> = { "aws:username": ["ann"], "aws:principaltag/team": ["net"], many: ["a", "b"] };
const key = (name: string) => keys[name];
const match = (pattern: string, text: string) => fits(parsePattern(pattern), text, key);
const withVariables = (pattern: string, text: string) => fits(parsePattern(pattern, true), text, key);

describe("wildcards", () => {
  it.each([
    ["*", "", true],
    ["?", "", false],
    ["?", "a", true],
    ["a*c", "abbbc", true],
    ["a*c", "abbb", false],
    ["*a*b*", "xxaxxbxx", true],
    ["a.c", "abc", false],
    ["ec2:Describe*", "ec2:DescribeInstances", true],
    ["ec2:Describe*", "ec2:StopInstances", false],
    ["", "", true],
    ["", "a", false],
  ])("%s and %s", (pattern, text, expected) => expect(match(pattern, text)).toBe(expected));

  const part = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
  const word = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 10 });

  it("mean what a regular expression would", () => {
    const property = fc.property(part, word, (pattern, text) => {
      const regular = new RegExp(`^${pattern.replaceAll("?", ".").replaceAll("*", ".*")}$`);
      expect(match(pattern, text)).toBe(regular.test(text));
    });
    fc.assert(property, { numRuns: 2_000 });
  });

  it("fit whatever stands in their place", () => {
    const property = fc.property(word, word, word, (a, b, c) => {
      expect(match(`${a}*${c}`, a + b + c)).toBe(true);
    });
    fc.assert(property);
  });

  it("take no time that grows out of bounds", () => {
    expect(match(`${"a*".repeat(200)}c`, "a".repeat(5_000))).toBe(false);
  });
});

describe("variables", () => {
  it.each([
    [`home/\${aws:username}/*`, "home/ann/file", true],
    [`home/\${aws:username}/*`, "home/bob/file", false],
    [`\${aws:PrincipalTag/Team}`, "net", true],
    [`\${aws:userid}`, "", false],
    [`\${aws:userid, 'nobody'}`, "nobody", true],
    [`\${many}`, "a", false],
    [`\${*}`, "*", true],
    [`\${*}`, "x", false],
    [`\${$}1`, "$1", true],
    ["$", "$", true],
  ])("%s and %s", (pattern, text, expected) => expect(withVariables(pattern, text)).toBe(expected));

  it("are text where the document's version has none", () => expect(match(`\${aws:username}`, "ann")).toBe(false));
});

describe("an ARN with wildcards", () => {
  const arn = "arn:aws:ec2:eu-west-1:111122223333:instance/i-1";
  it.each([
    [arn, arn, true],
    ["arn:aws:ec2:*:*:instance/*", arn, true],
    ["arn:aws:ec2:eu-west-?:111122223333:instance/i-?", arn, true],
    ["arn:aws:ec2:*", arn, true],
    ["arn:aws:ec2", arn, true],
    ["arn:aws:s3:*", arn, false],
    ["arn:aws:ec2:*:instance/*", arn, false],
    ["arn:aws:ec2:*:444455556666:instance/*", arn, false],
    ["*", arn, true],
    ["arn:aws:logs:*:*:log-group:/aws/lambda/f:*", "arn:aws:logs:r:1:log-group:/aws/lambda/f:log-stream:s", true],
    ["arn:aws:logs:*:*:log-group:/aws/lambda/f", "arn:aws:logs:r:1:log-group:/aws/lambda/f:log-stream:s", false],
    ["arn:aws:ec2:*", "*", false],
  ])("%s and %s", (pattern, text, expected) =>
    expect(fitsArn(parseArnPattern(pattern, true), text, key)).toBe(expected),
  );
});
