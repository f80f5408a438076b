// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Fn::Sub's own placeholders
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCore } from "../../../src/cloud/core/context.ts";
import type { ResourceProvider } from "../../../src/cloud/core/types.ts";
import { delayProfiles } from "../../../src/cloud/index.ts";
import { createCloudFormation } from "../../../src/cloud/services/cloudformation/index.ts";
import { dependenciesOf } from "../../../src/cloud/template/dependencies.ts";

/** Makes things of which nothing is known but when they were made and deleted. */
function workshop() {
  const log: string[] = [];
  let busy = 0;
  let busiest = 0;
  const thing: ResourceProvider = {
    type: "Test::Thing",
    async create(properties, { logicalId }) {
      busiest = Math.max(busiest, ++busy);
      await new Promise((resolve) => setTimeout(resolve, 2));
      busy--;
      if (properties.Broken) throw new Error("it broke");
      log.push(`+${logicalId}`);
      return { physicalId: `id-${logicalId}`, attributes: { Given: properties.Given, List: ["a"] } };
    },
    async delete(physicalId) {
      log.push(`-${physicalId.slice(3)}`);
      if (physicalId === "id-Stuck") throw new Error("it will not go");
    },
  };
  const core = createCore({ profile: delayProfiles.instant, region: "eu-west-1", workDir: "." }, "http://127.0.0.1");
  const stored = new Map([["/image", "ami-1"]]);
  const { deploy } = createCloudFormation(core.ctx, {
    providers: [thing],
    parameters: { value: (name) => stored.get(name) },
    access: { requireRole: () => expect.fail("no roles here") },
    refusal: () => expect.fail("nobody calls here"),
    objects: { read: () => expect.fail("no buckets here"), write: () => expect.fail("no buckets here") },
  });
  return { deploy: (template: unknown) => deploy("s", template), log, journal: core.journal, busiest: () => busiest };
}

const thing = (Properties: Record<string, unknown> = {}, more: object = {}) => ({
  Type: "Test::Thing",
  Properties,
  ...more,
});

async function failure(template: unknown) {
  return workshop()
    .deploy(template)
    .then(
      () => expect.fail("was deployed"),
      (error: { code: string; message: string }) => error,
    );
}

describe("a stack", () => {
  it("is made in the order of its references and tells IDs and outputs", async () => {
    const { deploy, log } = workshop();
    const outcome = await deploy({
      Parameters: { Image: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/image" } },
      Resources: {
        C: thing({ Given: { "Fn::Sub": "${B.Given}!" } }),
        B: thing({ Given: { Ref: "A" } }),
        A: thing({ Given: { Ref: "Image" } }, { DependsOn: "First" }),
        First: thing(),
        Meta: { Type: "AWS::CDK::Metadata" },
      },
      Outputs: {
        Chain: { Value: { "Fn::GetAtt": ["C", "Given"] } },
        Where: { Value: { "Fn::Sub": "${AWS::StackName} ${AWS::Partition} ${AWS::AccountId} ${AWS::URLSuffix}" } },
      },
    });
    expect(log).toEqual(["+First", "+A", "+B", "+C"]);
    expect(outcome).toEqual({
      resources: { First: "id-First", A: "id-A", B: "id-B", C: "id-C" },
      outputs: { Chain: "id-A!", Where: "s aws 111122223333 amazonaws.com" },
    });
  });

  it("makes at the same time what is independent", async () => {
    const { deploy, busiest } = workshop();
    await deploy({ Resources: Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`R${i}`, thing()])) });
    expect(busiest()).toBe(8);
  });

  it("leaves out what its conditions exclude", async () => {
    const { deploy, log } = workshop();
    const { outputs } = await deploy({
      Parameters: { Stage: { Type: "String", Default: "dev" } },
      Conditions: {
        Prod: { "Fn::Equals": [{ Ref: "Stage" }, "prod"] },
        Dev: { "Fn::Not": [{ Condition: "Prod" }] },
        Both: { "Fn::And": [{ Condition: "Prod" }, { Condition: "Dev" }] },
      },
      Resources: {
        Live: thing({}, { Condition: "Prod" }),
        Test: thing(
          { Given: { "Fn::If": ["Prod", { Ref: "Live" }, "none"] } },
          { Condition: "Dev", DependsOn: ["Live"] },
        ),
      },
      Outputs: { Live: { Value: { Ref: "Live" }, Condition: "Prod" }, Test: { Value: { "Fn::GetAtt": "Test.Given" } } },
    });
    expect(log).toEqual(["+Test"]);
    expect(outputs).toEqual({ Test: "none" });
  });

  it("is taken back in reverse when a resource fails, and says which and why", async () => {
    const { deploy, log, journal } = workshop();
    const template = {
      Resources: {
        A: thing(),
        Stuck: thing({ Given: { Ref: "A" } }),
        C: thing({ Given: { Ref: "Stuck" } }),
        Bad: thing({ Broken: true, Given: { Ref: "C" } }),
        Never: thing({ Given: { Ref: "Bad" } }),
      },
    };
    await expect(deploy(template)).rejects.toMatchObject({
      code: "CREATE_FAILED",
      message: "Bad (Test::Thing): Error: it broke",
    });
    expect(log).toEqual(["+A", "+Stuck", "+C", "-C", "-Stuck"]);
    expect(journal.map(({ detail }) => detail.message)).toEqual(["deletion of Stuck: Error: it will not go"]);
  });

  it.each<[string, unknown, string]>([
    ["no template", "text", "Template format error: unsupported structure."],
    ["no resources", { Resources: {} }, "Template format error: At least one Resources member must be defined."],
    [
      "a transform",
      { Transform: "AWS::Serverless-2016-10-31", Resources: { A: thing() } },
      "LocalCloud does not know transforms",
    ],
    [
      "an unknown type",
      { Resources: { A: { Type: "AWS::S3::Bucket" } } },
      "does not know the resource type AWS::S3::Bucket of A",
    ],
    ["an unknown name", { Resources: { A: thing({ Given: { Ref: "B" } }) } }, "Unresolved resource dependencies [B]"],
    [
      "an unknown name in Sub",
      { Resources: { A: thing({ Given: { "Fn::Sub": "${B.Arn}" } }) } },
      "Unresolved resource dependencies [B]",
    ],
    [
      "an unknown DependsOn",
      { Resources: { A: thing({}, { DependsOn: "B" }) } },
      "Unresolved resource dependencies [B]",
    ],
    ["itself", { Resources: { A: thing({ Given: { Ref: "A" } }) } }, "Circular dependency between resources: [A]"],
    [
      "a cycle",
      {
        Resources: {
          A: thing({ Given: { Ref: "B" } }),
          B: thing({ Given: { "Fn::GetAtt": "A.Given" } }),
          C: thing({ Given: { Ref: "A" } }),
        },
      },
      "Circular dependency between resources: [A, B, C]",
    ],
    [
      "a cycle of conditions",
      { Conditions: { X: { "Fn::Not": [{ Condition: "X" }] } }, Resources: { A: thing({}, { Condition: "X" }) } },
      "Circular dependency between conditions: [X]",
    ],
    ["an unknown condition", { Resources: { A: thing({}, { Condition: "X" }) } }, "unresolved condition dependency X"],
    [
      "an unknown function",
      { Resources: { A: thing({ Given: { "Fn::Fly": 1 } }) } },
      "A (Test::Thing): Template error: LocalCloud does not know the intrinsic function Fn::Fly",
    ],
    [
      "a parameter without a value",
      { Parameters: { P: { Type: "String" } }, Resources: { A: thing() } },
      "Parameters: [P] must have values",
    ],
    [
      "a parameter that is not stored",
      {
        Parameters: { P: { Type: "AWS::SSM::Parameter::Value<String>", Default: "/none" } },
        Resources: { A: thing() },
      },
      "Unable to fetch parameters [/none]",
    ],
    [
      "a parameter out of its set",
      { Parameters: { P: { Type: "String", Default: "c", AllowedValues: ["a", "b"] } }, Resources: { A: thing() } },
      "must be one of AllowedValues",
    ],
    [
      "a parameter out of its pattern",
      { Parameters: { P: { Type: "String", Default: "c", AllowedPattern: "[ab]" } }, Resources: { A: thing() } },
      "failed to satisfy constraint: [ab]",
    ],
    [
      "a number that is none",
      { Parameters: { P: { Type: "Number", Default: "c" } }, Resources: { A: thing() } },
      "'P' must be a number",
    ],
    [
      "a rule that does not hold",
      {
        Rules: { R: { Assertions: [{ Assert: { "Fn::Contains": [["1"], "2"] }, AssertDescription: "too old" }] } },
        Resources: { A: thing() },
      },
      "too old",
    ],
    [
      "an output that is no text",
      { Resources: { A: thing() }, Outputs: { O: { Value: { "Fn::GetAtt": "A.List" } } } },
      "Output O is not a string",
    ],
  ])("is refused for %s", async (_, template, message) => {
    expect((await failure(template)).message).toContain(message);
  });
});

describe("dependencies", () => {
  const none = () => false;

  it("of a graph without cycles are found, whatever its order", () => {
    const graph = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(graph, fc.integer(), (edges, seed) => {
        const before = edges.map((targets, i) => new Set(i === 0 ? [] : targets.map((t) => `R${t % i}`)));
        const entries = before.map((ids, i) => [`R${i}`, thing({ Given: [...ids].map((Ref) => ({ Ref })) })] as const);
        const shuffled = [...entries].sort(([a], [b]) => hash(a, seed) - hash(b, seed));
        const found = dependenciesOf(Object.fromEntries(shuffled), new Map(), none, new Set());
        for (const [i, ids] of before.entries()) expect(found.get(`R${i}`)).toEqual(ids);
      }),
    );
  });

  it("of a graph with a cycle are refused", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat({ max: 5 }), (length, others) => {
        const ring = Array.from(
          { length },
          (_, i) => [`R${i}`, thing({ Given: { Ref: `R${(i + 1) % length}` } })] as const,
        );
        const free = Array.from({ length: others }, (_, i) => [`F${i}`, thing()] as const);
        const resources = Object.fromEntries([...ring, ...free]);
        expect(() => dependenciesOf(resources, new Map(), none, new Set())).toThrow(
          /^Circular dependency between resources: \[R0/,
        );
      }),
    );
  });
});

const hash = (text: string, seed: number) => [...text].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) | 0, seed);
