// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Fn::Sub's own placeholders
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NO_VALUE, resolveValue } from "../../../src/cloud/template/resolve.ts";
import type { Scope } from "../../../src/cloud/template/types.ts";

const scope: Scope = {
  region: "eu-west-1",
  parameters: new Map<string, unknown>([
    ["Size", "t3.micro"],
    ["Zones", ["a", "b"]],
    ["AWS::Region", "eu-west-1"],
    ["AWS::NoValue", NO_VALUE],
  ]),
  mappings: { Images: { "eu-west-1": { arm64: "ami-1" } } },
  condition: (name) => name === "Yes",
  imported(name) {
    throw new Error(`No export named ${name} found.`);
  },
  resource(logicalId) {
    if (logicalId !== "Hub") throw new Error(`undefined resource ${logicalId}`);
    return { physicalId: "i-1", attributes: { PrivateIp: "10.0.0.10", "Deep.Arn": "arn:x", Port: 22 } };
  },
};
const resolve = (value: unknown) => resolveValue(value, scope);

describe("intrinsic functions", () => {
  it.each<[string, unknown, unknown]>([
    ["Ref of a parameter", { Ref: "Size" }, "t3.micro"],
    ["Ref of a resource", { Ref: "Hub" }, "i-1"],
    ["Ref of a pseudo parameter", { Ref: "AWS::Region" }, "eu-west-1"],
    ["GetAtt as a list", { "Fn::GetAtt": ["Hub", "PrivateIp"] }, "10.0.0.10"],
    ["GetAtt as a text", { "Fn::GetAtt": "Hub.PrivateIp" }, "10.0.0.10"],
    ["GetAtt with a dot in the attribute", { "Fn::GetAtt": ["Hub", "Deep.Arn"] }, "arn:x"],
    ["Sub", { "Fn::Sub": "${Size}/${Hub}/${Hub.PrivateIp}/${AWS::Region}" }, "t3.micro/i-1/10.0.0.10/eu-west-1"],
    ["Sub of a number", { "Fn::Sub": "${Hub.Port}" }, "22"],
    ["Sub with own names", { "Fn::Sub": ["${A}-${Size}", { A: { Ref: "Hub" } }] }, "i-1-t3.micro"],
    ["Sub with an own name that hides a parameter", { "Fn::Sub": ["${Size}", { Size: "large" }] }, "large"],
    ["Sub with a literal", { "Fn::Sub": "${!Size} $Size ${ Size }" }, "${Size} $Size t3.micro"],
    ["Join", { "Fn::Join": [":", ["arn", { Ref: "Size" }, 3]] }, "arn:t3.micro:3"],
    ["Join of a list parameter", { "Fn::Join": ["+", { Ref: "Zones" }] }, "a+b"],
    ["Select", { "Fn::Select": [1, { Ref: "Zones" }] }, "b"],
    ["Select by a text", { "Fn::Select": ["0", ["x", "y"]] }, "x"],
    ["Split", { "Fn::Split": [".", { "Fn::GetAtt": "Hub.PrivateIp" }] }, ["10", "0", "0", "10"]],
    ["GetAZs of this region", { "Fn::GetAZs": "" }, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]],
    ["GetAZs of a region", { "Fn::GetAZs": "us-east-1" }, ["us-east-1a", "us-east-1b", "us-east-1c"]],
    ["If that holds", { "Fn::If": ["Yes", 1, { Ref: "Nowhere" }] }, 1],
    ["If that does not", { "Fn::If": ["No", { Ref: "Nowhere" }, 2] }, 2],
    ["Equals", { "Fn::Equals": [{ Ref: "Size" }, "t3.micro"] }, true],
    ["And", { "Fn::And": [true, { "Fn::Equals": [1, 2] }] }, false],
    ["Or", { "Fn::Or": [false, { "Fn::Equals": [1, "1"] }] }, true],
    ["Not", { "Fn::Not": [{ "Fn::Equals": [1, 2] }] }, true],
    ["Contains", { "Fn::Contains": [["1", "2"], 2] }, true],
    ["FindInMap", { "Fn::FindInMap": ["Images", { Ref: "AWS::Region" }, "arm64"] }, "ami-1"],
    ["Base64", { "Fn::Base64": { Ref: "Size" } }, "dDMubWljcm8="],
    ["Cidr", { "Fn::Cidr": ["10.0.0.0/22", 3, 8] }, ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]],
    ["Cidr of a small block", { "Fn::Cidr": ["10.0.0.16/28", 2, "3"] }, ["10.0.0.16/29", "10.0.0.24/29"]],
    ["NoValue in an object", { a: 1, b: { Ref: "AWS::NoValue" } }, { a: 1 }],
    ["NoValue in a list", ["a", { Ref: "AWS::NoValue" }], ["a"]],
    ["NoValue from If", { a: { "Fn::If": ["No", 1, { Ref: "AWS::NoValue" }] } }, {}],
    ["an object with Ref and more", { Ref: "Size", Other: 1 }, { Ref: "Size", Other: 1 }],
  ])("%s", (_, value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  it.each<[string, unknown, RegExp]>([
    ["an unknown function", { "Fn::Fly": [] }, /does not know the intrinsic function Fn::Fly/],
    ["a property of every object", { "Fn::constructor": [] }, /Fn::constructor/],
    ["an unknown attribute", { "Fn::GetAtt": ["Hub", "Colour"] }, /Hub does not support attribute type Colour/],
    ["an attribute of every object", { "Fn::GetAtt": ["Hub", "toString"] }, /toString/],
    ["GetAtt without an attribute", { "Fn::GetAtt": "Hub" }, /needs a resource and an attribute/],
    ["Select beyond the end", { "Fn::Select": [2, ["a", "b"]] }, /nonexistent value at index 2/],
    ["Select of no list", { "Fn::Select": [0, "abc"] }, /Fn::Select needs a list/],
    ["Join of no list", { "Fn::Join": ["", "abc"] }, /Fn::Join needs a list/],
    ["Join of objects", { "Fn::Join": ["", [{ a: 1 }]] }, /Fn::Join needs a string/],
    ["Equals of three", { "Fn::Equals": [1, 2, 3] }, /a list of 2/],
    ["And of one", { "Fn::And": [true] }, /2 to 10 conditions/],
    ["Not of a text", { "Fn::Not": ["maybe"] }, /needs a condition/],
    [
      "FindInMap of nothing",
      { "Fn::FindInMap": ["Images", "us-east-1", "arm64"] },
      /Unable to get mapping for Images::us-east-1::arm64/,
    ],
    ["ImportValue", { "Fn::ImportValue": "shared-vpc" }, /No export named shared-vpc/],
    ["Cidr that does not fit", { "Fn::Cidr": ["10.0.0.0/24", 2, 8] }, /does not hold 2 blocks of 256/],
    ["Cidr of nonsense", { "Fn::Cidr": ["10.0.0.256/24", 1, 8] }, /is no IPv4 prefix/],
  ])("refuses %s", (_, value, message) => {
    expect(() => resolve(value)).toThrow(message);
  });
});

describe("properties", () => {
  const plain = fc
    .jsonValue()
    .filter((value) => !JSON.stringify(value).includes("Ref") && !JSON.stringify(value).includes("Fn::"));

  it("a value without functions stays as it is", () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(resolve(value)).toEqual(value);
      }),
    );
  });

  it("Split undoes Join", () => {
    const part = fc.string({ minLength: 1 }).filter((text) => !text.includes("|"));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }), (parts) => {
        expect(resolve({ "Fn::Split": ["|", { "Fn::Join": ["|", parts] }] })).toEqual(parts);
      }),
    );
  });

  it("Sub without placeholders is its text", () => {
    const text = fc.string().filter((value) => !value.includes("${"));
    fc.assert(
      fc.property(text, (value) => {
        expect(resolve({ "Fn::Sub": value })).toBe(value);
      }),
    );
  });

  it("If takes the branch of its condition, and only that", () => {
    fc.assert(
      fc.property(plain, fc.boolean(), (value, holds) => {
        const never = { "Fn::Fly": [] };
        const branches = holds ? [value, never] : [never, value];
        expect(resolve({ "Fn::If": [holds ? "Yes" : "No", ...branches] })).toEqual(value);
      }),
    );
  });

  it("Cidr gives blocks that follow one another inside the whole", () => {
    const block = fc.record({
      length: fc.integer({ min: 16, max: 24 }),
      bits: fc.integer({ min: 1, max: 6 }),
      count: fc.integer({ min: 1, max: 16 }),
      base: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    });
    const number = (cidr: string) =>
      (cidr.split("/")[0] as string).split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    fc.assert(
      fc.property(block, ({ length, bits, count, base }) => {
        fc.pre(count * 2 ** bits <= 2 ** (32 - length));
        const dotted = [24, 16, 8, 0].map((shift) => Math.floor(base / 2 ** shift) % 256).join(".");
        const blocks = resolve({ "Fn::Cidr": [`${dotted}/${length}`, count, bits] }) as string[];
        const first = base - (base % 2 ** (32 - length));
        expect(blocks.map(number)).toEqual(Array.from({ length: count }, (_, i) => first + i * 2 ** bits));
        expect(blocks.every((cidr) => cidr.endsWith(`/${32 - bits}`))).toBe(true);
      }),
    );
  });
});
