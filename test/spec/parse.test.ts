import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { numberTunnels, parseWan, wanJsonSchema } from "../../src/spec/index.ts";

const HEAD = `name: dc1
region: us-east-1
hubs: { asn: 65000, loopback: 172.16.0.1, primary: DC1-SP1, standby: DC1-SP2 }
`;

function parsed(text: string, options = {}) {
  const result = parseWan(text, options);
  if (!result.ok) throw new Error(result.issues.map((issue) => issue.message).join("; "));
  return result;
}

const oneSite = (extra = "") =>
  `${HEAD}${extra}sites:\n  - { name: SITE1, asn: 65101, loopback: 172.16.1.1/32, networks: 192.168.1.0/24 }\n`;

describe("parseWan", () => {
  it("fills in every default", () => {
    expect(parsed(oneSite()).spec).toEqual({
      name: "dc1",
      region: "us-east-1",
      profile: "hot-standby",
      failback: "when-ready",
      bfd: false,
      overlay: "172.16.0.0/16",
      transit: { range: "10.100.0.0/16", spacing: 24 },
      wireguard: { basePort: 51820, sitePort: 51820, keepalive: 25, mtu: 1420 },
      vpc: { cidr: "172.31.64.0/19" },
      trustedSsh: [],
      alerts: { email: [] },
      hubs: {
        asn: 65000,
        loopback: "172.16.0.1/32",
        primary: "DC1-SP1",
        standby: "DC1-SP2",
        instanceType: "t3.small",
      },
      sites: [{ name: "SITE1", asn: 65101, loopback: "172.16.1.1/32", networks: ["192.168.1.0/24"], tunnel: 1 }],
    });
  });

  it("writes short forms out", () => {
    const { spec } = parsed(
      oneSite(
        "transit: 10.99.0.0/16\nvpc: 10.1.0.0/16\ntrustedSsh: 198.51.100.7\nalerts: { email: ops@example.net }\n",
      ),
    );
    expect(spec.transit).toEqual({ range: "10.99.0.0/16", spacing: 24 });
    expect(spec.vpc).toEqual({ cidr: "10.1.0.0/16" });
    expect(spec.trustedSsh).toEqual(["198.51.100.7/32"]);
    expect(spec.alerts).toEqual({ email: ["ops@example.net"] });
  });

  it.each([
    ["", {}, "hot-standby", "when-ready"],
    ["profile: reference\n", {}, "reference", "on-running"],
    ["profile: reference\n", { profile: "hot-standby" }, "hot-standby", "when-ready"],
    ["profile: hot-standby\nfailback: manual\n", { profile: "reference" }, "reference", "manual"],
  ])("with %j and %j has profile %s and failback %s", (extra, options, profile, failback) => {
    expect(parsed(oneSite(extra), options).spec).toMatchObject({ profile, failback });
  });

  it("says where a value stands, or what would hold it", () => {
    const { locate } = parsed(oneSite("transit: 10.99.0.0/16\n"));
    expect(locate(["transit", "range"])).toEqual({ line: 4, column: 10, written: true });
    expect(locate(["sites", 0, "asn"])).toEqual({ line: 6, column: 25, written: true });
    expect(locate(["sites", 0, "networks", 0])).toEqual({ line: 6, column: 67, written: true });
    expect(locate(["sites", 0, "publicKey"])).toEqual({ line: 6, column: 5, written: false });
    expect(locate(["vpc", "cidr"])).toEqual({ line: 1, column: 1, written: false });
  });

  it("follows an alias to the anchored value", () => {
    const text = `${HEAD}sites:\n  - &site { name: SITE1, asn: 1, loopback: 172.16.1.1 }\n  - *site\n`;
    const result = parseWan(text);
    expect(result.ok || result.issues.map(({ code, line }) => [code, line])).toEqual([
      ["asn-public", 5],
      ["asn-public", 5],
    ]);
  });

  it("puts any text into words, at a place inside the file, and never throws", () => {
    const alphabet = fc.constantFrom(
      ..."abc:-[]{}&*!|>'\"%@`#,?\t\n 01./",
      "name",
      "sites:\n",
      "  - ",
      "hubs: ",
      "---\n",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(alphabet, { maxLength: 60 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(text, (input) => {
        const result = parseWan(input);
        expect(result.ok).toBe(false);
        if (result.ok) return;
        expect(result.issues.length).toBeGreaterThan(0);
        for (const issue of result.issues) expectInside(issue, input);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["nesting", "[".repeat(50_000)],
    ["deep mappings", Array.from({ length: 3000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
    [
      "aliases that multiply",
      `a: &a [x]\n${"bcdefghijk".replace(/./g, (c) => `${c}: &${c} [${Array(9).fill(`*${String.fromCharCode(c.charCodeAt(0) - 1)}`)}]\n`)}`,
    ],
    ["__proto__", "__proto__: { name: x }\nconstructor: 1\ntoString: 2\n"],
    ["a number that is none", "name: dc1\nhubs: { asn: .nan, loopback: .inf }\n"],
  ])("survives %s", (_what, text) => {
    const result = parseWan(text);
    expect(result.ok).toBe(false);
    for (const issue of result.ok ? [] : result.issues) expectInside(issue, text);
  });
});

function expectInside(issue: { line: number; column: number; message: string; hint: string }, text: string): void {
  const lines = text.split("\n");
  expect(issue.line).toBeGreaterThanOrEqual(1);
  expect(issue.line).toBeLessThanOrEqual(lines.length);
  expect(issue.column).toBeGreaterThanOrEqual(1);
  // One column behind the last character is where an editor puts the cursor for something that is missing there.
  expect(issue.column).toBeLessThanOrEqual((lines[issue.line - 1] ?? "").length + 1);
  expect(issue.message).toMatch(/\S/);
  expect(issue.hint).toMatch(/\S/);
}

describe("numberTunnels", () => {
  it.each([
    [[], []],
    [
      [undefined, undefined, undefined],
      [1, 2, 3],
    ],
    [
      [undefined, 1, undefined, 3],
      [2, 1, 4, 3],
    ],
    [
      [5, undefined],
      [5, 1],
    ],
  ])("numbers %j as %j", (pinned, numbers) => expect(numberTunnels(pinned)).toEqual(numbers));
});

describe("wanJsonSchema", () => {
  const schema = wanJsonSchema() as {
    $schema: string;
    required: string[];
    additionalProperties: boolean;
    properties: Record<
      string,
      {
        description?: string;
        anyOf?: unknown[];
        properties?: Record<string, { anyOf?: unknown[] }>;
        items?: { required: string[]; properties: Record<string, object> };
      }
    >;
  };

  it("is draft-07 and asks only for what has no default", () => {
    expect(schema.$schema).toBe("http://json-schema.org/draft-07/schema#");
    expect(schema.required.toSorted()).toEqual(["hubs", "name", "region", "sites"]);
    expect(schema.properties.sites?.items?.required.toSorted()).toEqual(["asn", "loopback", "name"]);
    expect(schema.additionalProperties).toBe(false);
  });

  it("describes every key and allows the short forms", () => {
    const keys = Object.entries(schema.properties);
    expect(keys.length).toBeGreaterThan(8);
    for (const [key, { description }] of keys) expect(description, key).toMatch(/\S/);
    for (const key of ["transit", "vpc", "trustedSsh"]) expect(schema.properties[key]?.anyOf, key).toHaveLength(2);
    expect(schema.properties.alerts?.properties?.email?.anyOf).toHaveLength(2);
    expect(schema.properties.sites?.items?.properties.asn).toMatchObject({ type: "integer" });
  });

  it("knows every key of the examples", () => {
    const text = readFileSync(new URL("../../examples/dc1/wan.yaml", import.meta.url), "utf8");
    const top = [...text.matchAll(/^(\w+):/gm)].map((match) => match[1]);
    expect(top.length).toBeGreaterThan(3);
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(top));
  });
});
