import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePattern } from "../../../src/cloud/services/events/pattern/pattern.ts";
import { unfold } from "../../../src/cloud/services/events/pattern/unfold.ts";

const matches = (pattern: unknown, event: unknown): boolean => compilePattern(JSON.stringify(pattern)).matches(event);

/** The state-change event of EventBridge's own documentation. */
const stateChange = {
  version: "0",
  id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
  "detail-type": "EC2 Instance State-change Notification",
  source: "aws.ec2",
  account: "111122223333",
  time: "2017-12-22T18:43:48Z",
  region: "us-west-1",
  resources: ["arn:aws:ec2:us-west-1:123456789012:instance/i-1234567890abcdef0"],
  detail: { "instance-id": "i-1234567890abcdef0", state: "terminated" },
};

const alarm = {
  source: "aws.cloudwatch",
  "detail-type": "CloudWatch Alarm State Change",
  detail: { alarmName: "DC1-SP1-StatusFailed-Alarm", state: { value: "ALARM" } },
};

const cases: [name: string, pattern: object, event: unknown, expected: boolean][] = [
  [
    "members and alternatives",
    { source: ["aws.ec2"], detail: { state: ["running", "terminated"] } },
    stateChange,
    true,
  ],
  ["one member that differs", { source: ["aws.ec2"], detail: { state: ["running"] } }, stateChange, false],
  ["an array of the event, any element", { resources: ["other", stateChange.resources[0]] }, stateChange, true],
  [
    "the alarm rule",
    {
      "detail-type": [alarm["detail-type"]],
      detail: { alarmName: [alarm.detail.alarmName], state: { value: ["ALARM"] } },
    },
    alarm,
    true,
  ],
  ["a member that is missing", { detail: { nothing: ["x"] } }, stateChange, false],
  ["a member below a leaf", { source: { below: ["x"] } }, stateChange, false],

  ["prefix", { time: [{ prefix: "2017-12-22" }] }, stateChange, true],
  ["prefix in another case", { source: [{ prefix: "AWS." }] }, stateChange, false],
  ["prefix, any case", { source: [{ prefix: { "equals-ignore-case": "AWS." } }] }, stateChange, true],
  ["prefix of a number", { a: [{ prefix: "1" }] }, { a: 12 }, false],
  ["suffix", { file: [{ suffix: ".png" }] }, { file: "map.png" }, true],
  ["suffix that differs", { file: [{ suffix: ".png" }] }, { file: "map.PNG" }, false],
  ["suffix, any case", { file: [{ suffix: { "equals-ignore-case": ".PNG" } }] }, { file: "map.png" }, true],
  ["equals-ignore-case", { name: [{ "equals-ignore-case": "aLiCe" }] }, { name: "Alice" }, true],
  ["equals-ignore-case, longer", { name: [{ "equals-ignore-case": "alice" }] }, { name: "Alice B" }, false],

  ["anything-but, other", { state: [{ "anything-but": "initializing" }] }, { state: "running" }, true],
  ["anything-but, that one", { state: [{ "anything-but": "initializing" }] }, { state: "initializing" }, false],
  ["anything-but, missing member", { state: [{ "anything-but": "initializing" }] }, {}, false],
  ["anything-but a number", { n: [{ "anything-but": 123 }] }, { n: 124 }, true],
  ["anything-but a list", { state: [{ "anything-but": ["stopped", "overloaded"] }] }, { state: "overloaded" }, false],
  ["anything-but a list of numbers", { n: [{ "anything-but": [100, 200] }] }, { n: 200.0 }, false],
  ["anything-but of another type", { n: [{ "anything-but": "200" }] }, { n: 200 }, true],
  ["anything-but in an array, one other", { s: [{ "anything-but": "a" }] }, { s: ["a", "b"] }, true],
  ["anything-but prefix", { r: [{ "anything-but": { prefix: "us-" } }] }, { r: "us-east-1" }, false],
  ["anything-but prefixes", { r: [{ "anything-but": { prefix: ["us-", "eu-"] } }] }, { r: "ap-south-1" }, true],
  ["anything-but suffix", { f: [{ "anything-but": { suffix: ".png" } }] }, { f: "a.jpg" }, true],
  ["anything-but suffixes", { f: [{ "anything-but": { suffix: [".png", ".jpg"] } }] }, { f: "a.jpg" }, false],
  [
    "anything-but any case",
    { s: [{ "anything-but": { "equals-ignore-case": ["init", "stop"] } }] },
    { s: "STOP" },
    false,
  ],
  ["anything-but wildcard", { p: [{ "anything-but": { wildcard: "*/lib/*" } }] }, { p: "/usr/lib/x" }, false],
  ["anything-but wildcards", { p: [{ "anything-but": { wildcard: ["*/lib/*", "*/bin/*"] } }] }, { p: "/etc/x" }, true],

  ["number", { price: [100] }, { price: 100 }, true],
  ["number as text", { price: [100] }, { price: "100" }, false],
  ["number in another notation", { limit: [3.018e2] }, { limit: 301.8 }, true],
  ["numeric range", { price: [{ numeric: [">", 10, "<=", 20] }] }, { price: 20 }, true],
  ["numeric range, its open end", { price: [{ numeric: [">", 10, "<=", 20] }] }, { price: 10 }, false],
  ["numeric equals", { limit: [{ numeric: ["=", 301.8] }] }, { limit: 3.018e2 }, true],
  ["numeric on text", { price: [{ numeric: ["<", 10] }] }, { price: "5" }, false],

  ["exists", { detail: { state: [{ exists: true }] } }, stateChange, true],
  ["exists, null too", { a: [{ exists: true }] }, { a: null }, true],
  ["exists, no leaf", { detail: [{ exists: true }] }, stateChange, false],
  ["exists, an empty array", { a: [{ exists: true }] }, { a: [] }, false],
  ["exists false", { detail: { "c-count": [{ exists: false }] } }, stateChange, true],
  ["exists false below what is missing", { a: { b: { c: [{ exists: false }] } } }, {}, true],
  ["exists false, but there", { detail: { state: [{ exists: false }] } }, stateChange, false],
  ["exists false, no leaf", { detail: [{ exists: false }] }, stateChange, true],
  ["exists false, in another element", { l: { a: [{ exists: false }] } }, { l: [{ a: 1 }, { b: 2 }] }, false],
  ["exists false or a value", { a: [{ exists: false }, "x"] }, { a: "x" }, true],

  ["null", { a: [null] }, { a: null }, true],
  ["null is not empty", { a: [null] }, { a: "" }, false],
  ["empty", { a: [""] }, { a: "" }, true],
  ["true is not text", { a: [true] }, { a: "true" }, false],
  ["false", { a: [false] }, { a: false }, true],

  ["cidr", { ip: [{ cidr: "10.0.0.0/24" }] }, { ip: "10.0.0.255" }, true],
  ["cidr, outside", { ip: [{ cidr: "10.0.0.0/24" }] }, { ip: "10.0.1.0" }, false],
  ["cidr, host bits set", { ip: [{ cidr: "10.0.0.77/24" }] }, { ip: "10.0.0.1" }, true],
  ["cidr, no address", { ip: [{ cidr: "10.0.0.0/8" }] }, { ip: "10.1" }, false],
  ["cidr v6", { ip: [{ cidr: "2001:db8::/32" }] }, { ip: "2001:db8:1::5" }, true],
  ["cidr v6, outside", { ip: [{ cidr: "2001:db8::/32" }] }, { ip: "2001:db9::" }, false],
  ["cidr v6 and v4", { ip: [{ cidr: "::/0" }] }, { ip: "10.0.0.1" }, false],
  ["cidr everything", { ip: [{ cidr: "0.0.0.0/0" }] }, { ip: "255.255.255.255" }, true],

  ["wildcard", { f: [{ wildcard: "dir/*.png" }] }, { f: "dir/a/b.png" }, true],
  ["wildcard, none", { f: [{ wildcard: "a*b" }] }, { f: "ab" }, true],
  ["wildcard, several", { f: [{ wildcard: "*a*b*" }] }, { f: "xxaxxbxx" }, true],
  ["wildcard, not the end", { f: [{ wildcard: "*.png" }] }, { f: "a.png.txt" }, false],
  ["wildcard, backtracking", { f: [{ wildcard: "*aab" }] }, { f: "aaaab" }, true],
  ["wildcard, escaped", { f: [{ wildcard: "a\\*b" }] }, { f: "axb" }, false],
  ["wildcard, escaped star", { f: [{ wildcard: "a\\*\\\\*" }] }, { f: "a*\\zz" }, true],
  ["wildcard, dot is a dot", { f: [{ wildcard: "a.c*" }] }, { f: "abc" }, false],

  ["$or, first", { $or: [{ a: [1] }, { b: [2] }] }, { a: 1 }, true],
  ["$or, second", { $or: [{ a: [1] }, { b: [2] }] }, { a: 3, b: 2 }, true],
  ["$or, none", { $or: [{ a: [1] }, { b: [2] }] }, { a: 2, b: 1 }, false],
  ["$or and a member", { s: ["x"], $or: [{ a: [1] }, { b: [2] }] }, { s: "y", a: 1 }, false],
  ["$or below a member", { detail: { $or: [{ a: [1] }, { b: { c: [2] } }] } }, { detail: { b: { c: 2 } } }, true],
  ["$or within $or", { $or: [{ a: [1] }, { $or: [{ b: [1] }, { c: [1] }] }] }, { c: 1 }, true],
  ["two members within one alternative", { $or: [{ a: [1], b: [1] }, { c: [1] }] }, { a: 1, b: 2 }, false],

  ["an array of objects", { l: { a: [1] } }, { l: [{ a: 2 }, { a: 1 }] }, true],
  [
    "members within one element",
    { l: { a: [1], b: [2] } },
    {
      l: [
        { a: 1, b: 1 },
        { a: 2, b: 2 },
      ],
    },
    false,
  ],
  ["arrays within arrays", { a: ["x"] }, { a: [["y"], [["x"]]] }, true],
];

describe("an event pattern", () => {
  it.each(cases)("%s", (_, pattern, event, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });
});

const invalid: [pattern: string, reason: string][] = [
  ["[]", "Filter is not an object"],
  ["{}", "Empty objects are not allowed"],
  ['{"detail":{}}', "Empty objects are not allowed"],
  ['{"a":[]}', "Empty arrays are not allowed"],
  ['{"slug":"x"}', '"slug" must be an object or an array'],
  ['{"a":[["x"]]}', "Match value must be String, number, true, false, or null"],
  ['{"a":[{}]}', "Match expression name not found"],
  ['{"a":[{"like":"x"}]}', "Unrecognized match type like"],
  ['{"a":[{"prefix":"x","suffix":"y"}]}', "Only one key allowed in match expression"],
  ['{"a":[{"prefix":1}]}', "prefix match pattern must be a string"],
  ['{"a":[{"prefix":{"wildcard":"x"}}]}', "Unsupported prefix pattern: wildcard"],
  ['{"a":[{"exists":"yes"}]}', "exists match pattern must be either true or false."],
  ['{"a":[{"numeric":5}]}', "Value of numeric must be an array."],
  ['{"a":[{"numeric":["~",5]}]}', "Unrecognized numeric range operator: ~"],
  ['{"a":[{"numeric":[">","5"]}]}', "Value of > must be numeric"],
  ['{"a":[{"numeric":["=","5"]}]}', "Value of equals must be numeric"],
  ['{"a":[{"numeric":["<",5,">",1]}]}', "Too many elements in numeric expression"],
  ['{"a":[{"numeric":[">",1,">",5]}]}', "Bad numeric range operator: >"],
  ['{"a":[{"numeric":[">",5,"<",1]}]}', "Bottom must be less than top"],
  ['{"a":[{"numeric":["=",6e9]}]}', "Value must be between -5.0E9 and 5.0E9, inclusive"],
  ['{"a":[{"anything-but":null}]}', "Value of anything-but must be an array or single string/number value."],
  [
    '{"a":[{"anything-but":["x",1]}]}',
    "Inside anything but list, either all values are number or string, mixed type is not supported",
  ],
  [
    '{"a":[{"anything-but":[]}]}',
    "Inside anything but list, either all values are number or string, mixed type is not supported",
  ],
  ['{"a":[{"anything-but":[true]}]}', "Inside anything but list, start|null|boolean is not supported."],
  ['{"a":[{"anything-but":{"numeric":["=",1]}}]}', "Unsupported anything-but pattern: numeric"],
  ['{"a":[{"anything-but":{"prefix":""}}]}', "Null prefix/suffix not allowed"],
  ['{"a":[{"anything-but":{"prefix":["x",1]}}]}', "prefix/suffix match pattern must be a string"],
  ['{"a":[{"anything-but":{"suffix":1}}]}', "prefix/suffix match pattern must be a string"],
  ['{"a":[{"anything-but":{"wildcard":[null]}}]}', "wildcard match pattern must be a string"],
  [
    '{"a":[{"anything-but":{"equals-ignore-case":[1]}}]}',
    "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
  ],
  [
    '{"a":[{"anything-but":{"prefix":{"equals-ignore-case":"x"}}}]}',
    "Value of anything-but must be an array or single string/number value.",
  ],
  ['{"a":[{"wildcard":"abc**def"}]}', "Consecutive wildcard characters at pos 4"],
  ['{"a":[{"wildcard":"a\\\\c"}]}', "Invalid escape character at pos 2"],
  ['{"a":[{"cidr":"10.0.0.0"}]}', "Malformed CIDR, one '/' required"],
  ['{"a":[{"cidr":"10.0.0.0/33"}]}', "Malformed CIDR, mask bits must not be larger than 32"],
  ['{"a":[{"cidr":"ten/8"}]}', "Nonstandard IP address: ten"],
  ['{"a":[{"cidr":"2001:zz::/8"}]}', "Nonstandard IP address: 2001:zz::"],
  ['{"a":[{"cidr":"ten/eight"}]}', "Malformed CIDR, mask bits must be an integer"],
  ['{"a":[{"cidr":10}]}', "prefix match pattern must be a string"],
  ['{"$or":{"a":[1]}}', "It must be an Array followed with $or."],
  ['{"$or":[{"a":[1]}]}', "There must have at least 2 Objects in $or relationship."],
  ['{"$or":[{"a":[1]},2]}', "Only JSON object is allowed in array of $or relationship."],
  ['{"$or":[{"a":[1]},{"numeric":["=",1]}]}', "numeric is Ruler reserved fieldName which cannot be used inside $or."],
];

describe("an invalid pattern", () => {
  it.each(invalid)("%s", (pattern, reason) => {
    expect(() => compilePattern(pattern)).toThrow(
      expect.objectContaining({
        code: "InvalidEventPatternException",
        status: 400,
        message: `Event pattern is not valid. Reason: ${reason}`,
      }),
    );
  });

  it("that is no JSON", () => {
    expect(() => compilePattern("{")).toThrow(expect.objectContaining({ code: "InvalidEventPatternException" }));
  });
});

describe("patterns as a whole", () => {
  const name = fc.stringMatching(/^[a-z]{1,4}$/);
  const leaf = fc.oneof(fc.string(), fc.integer({ min: -1000, max: 1000 }), fc.boolean(), fc.constant(null));
  const event = fc.dictionary(name, fc.oneof(leaf, fc.dictionary(name, leaf, { minKeys: 1 })), { minKeys: 1 });
  type Tree = { [key: string]: unknown };

  const patternOf = (tree: Tree): Tree =>
    Object.fromEntries(
      Object.entries(tree).map(([key, node]) => [
        key,
        typeof node === "object" && node !== null ? patternOf(node as Tree) : [node],
      ]),
    );

  it("match the event that they were made from, whatever else is in it", () => {
    fc.assert(
      fc.property(event, fc.dictionary(fc.stringMatching(/^[A-Z]{1,4}$/), leaf), (base, more) => {
        expect(matches(patternOf(base), { ...base, ...more })).toBe(true);
      }),
    );
  });

  it("match no more when a member is added that the event lacks", () => {
    fc.assert(
      fc.property(event, leaf, (base, value) => {
        expect(matches({ ...patternOf(base), EXTRA: [value] }, base)).toBe(false);
        expect(matches({ ...patternOf(base), EXTRA: [{ exists: false }] }, base)).toBe(true);
      }),
    );
  });

  it("say the opposite with anything-but, for text", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (value, other) => {
        expect(matches({ a: [{ "anything-but": other }] }, { a: value })).toBe(value !== other);
        expect(matches({ a: [{ "anything-but": { wildcard: "x*y" } }] }, { a: value })).toBe(
          !matches({ a: [{ wildcard: "x*y" }] }, { a: value }),
        );
      }),
    );
  });

  it("agree with the language on wildcards", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", ".", "*", "\\"), maxLength: 12 });
    const parts = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "."), minLength: 1, maxLength: 3 }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(parts, text, (literals, value) => {
        const regex = new RegExp(`^${literals.map((part) => part.replaceAll(".", "\\.")).join("[^]*")}$`);
        expect(matches({ a: [{ wildcard: literals.join("*") }] }, { a: value })).toBe(regex.test(value));
      }),
    );
  });

  it.each([
    [{ detail: { state: ["on"] } }, { "detail.state": "on" }, true],
    [{ "detail.state": ["on"] }, { detail: { state: "on" } }, true],
    [{ detail: { state: ["on"] } }, { "detail.state": "off", detail: { state: "on", other: 1 } }, true],
    [{ detail: { state: ["on"] } }, { "detail.state.more": "on" }, false],
    [{ detail: { state: [{ exists: false }] } }, { "detail.state": "on" }, false],
  ])("take a dot in a member's name for a step down: %j, %j", (pattern, event, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });

  it("leave events without dots as they are", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (event) => {
        fc.pre(!JSON.stringify(event).includes("."));
        expect(unfold(event)).toEqual(event);
      }),
    );
  });

  it("agree with arithmetic on numeric ranges", () => {
    const number = fc.integer({ min: -50, max: 50 });
    fc.assert(
      fc.property(
        number,
        fc.tuple(number, number).filter(([low, high]) => low < high),
        (value, [low, high]) => {
          expect(matches({ a: [{ numeric: [">=", low, "<", high] }] }, { a: value })).toBe(
            value >= low && value < high,
          );
        },
      ),
    );
  });

  it("agree with arithmetic on networks", () => {
    const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
    const toNumber = (parts: number[]) => parts.reduce((sum, part) => sum * 256 + part, 0);
    fc.assert(
      fc.property(octets, octets, fc.nat(32), (network, address, bits) => {
        const size = 2 ** (32 - bits);
        const same = Math.floor(toNumber(network) / size) === Math.floor(toNumber(address) / size);
        expect(matches({ a: [{ cidr: `${network.join(".")}/${bits}` }] }, { a: address.join(".") })).toBe(same);
      }),
    );
  });
});
