// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Fn::Sub's own placeholders
import { describe, expect, it } from "vitest";
import { parseTemplate } from "../../../src/cloud/template/parse.ts";

const resources = (body: string) =>
  parseTemplate(`Resources:\n  A:\n    Type: T\n    Properties:\n      P: ${body}\n`).Resources.A?.Properties?.P;

describe("a template's text", () => {
  it.each<[string, unknown]>([
    ["!Ref X", { Ref: "X" }],
    ["!GetAtt X.Arn", { "Fn::GetAtt": "X.Arn" }],
    ["!Sub '${X}-y'", { "Fn::Sub": "${X}-y" }],
    ["!Join ['-', [a, !Ref X]]", { "Fn::Join": ["-", ["a", { Ref: "X" }]] }],
    ["!If [Yes, !Ref X, !Ref 'AWS::NoValue']", { "Fn::If": ["Yes", { Ref: "X" }, { Ref: "AWS::NoValue" }] }],
    ["!Sub ['${V}', { V: !GetAtt X.Arn }]", { "Fn::Sub": ["${V}", { V: { "Fn::GetAtt": "X.Arn" } }] }],
    ["!Base64 { 'Fn::Sub': x }", { "Fn::Base64": { "Fn::Sub": "x" } }],
    ["{ Version: 2012-10-17, On: no, Port: 22, Yes: true }", { Version: "2012-10-17", On: "no", Port: 22, Yes: true }],
  ])("has %s in YAML", (text, value) => {
    expect(resources(text)).toEqual(value);
  });

  it("is JSON when it begins like that", () => {
    expect(parseTemplate('{"Resources":{"A":{"Type":"T"}}}').Resources).toEqual({ A: { Type: "T" } });
  });

  it.each([
    ["{ broken", /^Template format error: /],
    ["Resources: [", /^Template format error: /],
    ["just text", /unsupported structure/],
    ["Resources: {}", /At least one Resources member/],
  ])("is refused as %s", (text, message) => {
    expect(() => parseTemplate(text)).toThrow(message);
  });
});
