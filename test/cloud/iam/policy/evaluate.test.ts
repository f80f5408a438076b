import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePolicy, evaluate, type PolicyRequest } from "../../../../src/cloud/services/iam/policy/index.ts";

const action = fc.constantFrom("ec2:StopInstances", "ec2:DescribeInstances", "s3:GetObject", "ec2:*", "EC2:stop*", "*");
const resource = fc.constantFrom(
  "*",
  "arn:aws:ec2:eu-west-1:111122223333:instance/i-1",
  "arn:aws:ec2:eu-west-1:111122223333:instance/*",
  "arn:aws:s3:::bucket/*",
  "arn:aws:ec2:*",
);
const condition = fc.option(
  fc.record({
    operator: fc.constantFrom("StringEquals", "StringLike", "ForAnyValue:StringEquals", "StringNotEqualsIfExists"),
    value: fc.constantFrom("a", "b", "*"),
  }),
  { nil: undefined },
);
const statement = fc
  .record({
    Effect: fc.constantFrom("Allow", "Deny"),
    notAction: fc.boolean(),
    notResource: fc.boolean(),
    action: fc.array(action, { minLength: 1, maxLength: 2 }),
    resource: fc.array(resource, { minLength: 1, maxLength: 2 }),
    condition,
  })
  .map(({ Effect, notAction, notResource, condition: wanted, ...one }) => ({
    Effect,
    [notAction ? "NotAction" : "Action"]: one.action,
    [notResource ? "NotResource" : "Resource"]: one.resource,
    ...(wanted && { Condition: { [wanted.operator]: { "aws:ResourceTag/t": wanted.value } } }),
  }));
const statements = fc.array(statement, { maxLength: 5 });
const request = fc.record({
  action: fc.constantFrom("ec2:StopInstances", "ec2:DescribeInstances", "s3:GetObject"),
  resource: fc.constantFrom("*", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", "arn:aws:s3:::bucket/key"),
  tag: fc.constantFrom(undefined, "a", "b"),
});

type Statement = Record<string, unknown>;

function verdict(
  list: readonly Statement[],
  { action: name, resource: arn, tag }: { action: string; resource: string; tag: string | undefined },
) {
  const asked: PolicyRequest = {
    action: name,
    resource: arn,
    key: (key) => (key === "aws:resourcetag/t" && tag !== undefined ? [tag] : undefined),
  };
  return evaluate([compilePolicy({ Version: "2012-10-17", Statement: [...list] })], asked);
}

describe("policies together", () => {
  it("allow nothing without a statement", () => {
    const property = fc.property(request, (asked) => {
      expect(verdict([], asked)).toBe("implicit-deny");
    });
    fc.assert(property);
  });

  it("never allow what one statement denies", () => {
    const property = fc.property(statements, statement, request, (list, one, asked) => {
      const deny = { ...one, Effect: "Deny" };
      fc.pre(verdict([deny], asked) === "explicit-deny");
      expect(verdict([...list, deny], asked)).toBe("explicit-deny");
    });
    fc.assert(property, { numRuns: 500 });
  });

  it("grant nothing more when a statement that allows is taken away", () => {
    const property = fc.property(statements, request, fc.nat(), (list, asked, at) => {
      const index = list.length === 0 ? 0 : at % list.length;
      const left = list.filter((one, i) => i !== index || one.Effect === "Deny");
      if (verdict(left, asked) === "allowed") expect(verdict(list, asked)).toBe("allowed");
    });
    fc.assert(property, { numRuns: 500 });
  });

  it("deny nothing more when a statement that denies is taken away", () => {
    const property = fc.property(statements, request, (list, asked) => {
      const left = list.filter(({ Effect }) => Effect === "Allow");
      if (verdict(list, asked) === "allowed") expect(verdict(left, asked)).toBe("allowed");
    });
    fc.assert(property, { numRuns: 500 });
  });

  it("say the same in any order, and in one document or in several", () => {
    const property = fc.property(statements, request, (list, asked) => {
      const alone = list.map((one) => compilePolicy({ Version: "2012-10-17", Statement: one }));
      const key = (name: string) => (name === "aws:resourcetag/t" && asked.tag !== undefined ? [asked.tag] : undefined);
      const apart = evaluate(alone, { action: asked.action, resource: asked.resource, key });
      expect(verdict(list.toReversed(), asked)).toBe(verdict(list, asked));
      expect(apart).toBe(verdict(list, asked));
    });
    fc.assert(property, { numRuns: 300 });
  });

  it("hold an action and its opposite apart", () => {
    const property = fc.property(action, request, (name, asked) => {
      const allow = (element: object) => verdict([{ Effect: "Allow", Resource: "*", ...element }], asked) === "allowed";
      expect(allow({ Action: name })).toBe(!allow({ NotAction: name }));
    });
    fc.assert(property);
  });
});

describe("a document", () => {
  it("is read once", () => {
    const document = { Statement: { Effect: "Allow", Action: "*", Resource: "*" } };
    expect(compilePolicy(document)).toBe(compilePolicy(document));
  });

  it.each([
    ["without statements", {}, "Syntax errors in policy."],
    ["with an effect that is none", { Statement: [{ Effect: "allow", Action: "*" }] }, "Syntax errors in policy."],
    ["without actions", { Statement: [{ Effect: "Allow", Resource: "*" }] }, "Policy statement must contain actions."],
    [
      "with an operator that is none",
      { Statement: [{ Effect: "Allow", Action: "*", Resource: "*", Condition: { StringIs: { a: "b" } } }] },
      "Invalid Condition type : StringIs.",
    ],
    [
      "with an operator that every object has",
      { Statement: [{ Effect: "Allow", Action: "*", Resource: "*", Condition: { constructor: { a: "b" } } }] },
      "Invalid Condition type : constructor.",
    ],
    [
      "with a principal that is none",
      { Statement: [{ Effect: "Allow", Action: "*", Principal: "me" }] },
      "Invalid principal in policy.",
    ],
  ])("%s is refused", (_, document, text) => {
    expect(() => compilePolicy(document)).toThrow(text);
  });
});

describe("a principal", () => {
  const trust = (Principal: unknown) => [
    compilePolicy({ Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal }] }),
  ];
  const session = {
    type: "AWS" as const,
    names: [
      "arn:aws:sts::111122223333:assumed-role/r/me",
      "arn:aws:iam::111122223333:role/r",
      "arn:aws:iam::111122223333:root",
    ],
  };
  const lambda = { type: "Service" as const, names: ["lambda.amazonaws.com"] };
  const asked = (principal: typeof session | typeof lambda | undefined) => ({
    action: "sts:AssumeRole",
    resource: "arn:aws:iam::111122223333:role/x",
    key: () => undefined,
    principal,
  });

  it.each([
    ["*", session, "allowed"],
    [{ AWS: "*" }, session, "allowed"],
    [{ AWS: "*" }, lambda, "implicit-deny"],
    [{ AWS: "111122223333" }, session, "allowed"],
    [{ AWS: "arn:aws:iam::111122223333:root" }, session, "allowed"],
    [{ AWS: ["arn:aws:iam::444455556666:root", "arn:aws:iam::111122223333:role/r"] }, session, "allowed"],
    [{ AWS: "444455556666" }, session, "implicit-deny"],
    [{ Service: "lambda.amazonaws.com" }, lambda, "allowed"],
    [{ Service: "ec2.amazonaws.com" }, lambda, "implicit-deny"],
    [{ Service: "lambda.amazonaws.com" }, session, "implicit-deny"],
    [{ AWS: "111122223333" }, undefined, "implicit-deny"],
  ])("%j", (element, principal, expected) => {
    expect(evaluate(trust(element), asked(principal))).toBe(expected);
  });
});
