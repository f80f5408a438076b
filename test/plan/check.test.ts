import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { catalogue } from "../../src/errors/index.ts";
import { readWan } from "../../src/plan/index.ts";
import { formatIssue, networkOf } from "../../src/spec/index.ts";
import { example, planOf, wanWith } from "./wans.ts";

const golden = resolve(import.meta.dirname, "../golden/check");
const cases = readdirSync(golden);

function issuesOf(text: string) {
  const result = readWan(text);
  return result.ok ? [] : result.issues;
}

describe("broken files", () => {
  it("are many", () => expect(cases.length).toBeGreaterThanOrEqual(25));

  it.each(cases)("%s", (name) => {
    const issues = issuesOf(readFileSync(join(golden, name, "wan.yaml"), "utf8"));
    expect(issues.length).toBeGreaterThan(0);
    const text = issues.map((issue) => `${formatIssue("wan.yaml", issue)}\n`).join("");
    expect(text).toBe(readFileSync(join(golden, name, "expected.txt"), "utf8"));
  });

  it("reach every issue that the catalogue has for wan.yaml", () => {
    const seen = new Set(
      cases.flatMap((name) => issuesOf(readFileSync(join(golden, name, "wan.yaml"), "utf8")).map((i) => i.code)),
    );
    const source = ["yaml", "fields", "wan"].map((file) =>
      readFileSync(resolve(import.meta.dirname, `../../src/errors/spec/${file}.ts`), "utf8"),
    );
    const codes = [...source.join("").matchAll(/^ {2}"([a-z-]+)": \(/gm)].map((match) => match[1] as string);
    expect(codes.length).toBeGreaterThan(30);
    for (const code of codes) expect(Object.keys(catalogue)).toContain(code);
    expect(codes.filter((code) => !seen.has(code))).toEqual([]);
  });
});

describe("hints that can be followed", () => {
  it("for an exhausted transit range fit the tunnel, whatever is needed", () => {
    const ranges = fc.record({
      prefix: fc.integer({ min: 16, max: 30 }),
      blocks: fc.integer({ min: 0, max: 6 }),
      tunnel: fc.integer({ min: 1, max: 2000 }),
    });
    fc.assert(
      fc.property(ranges, ({ prefix, blocks, tunnel }) => {
        const transit = `transit: { range: 10.240.0.0/${prefix}, spacing: ${Math.min(30, prefix + blocks)} }`;
        const top = `wireguard: { basePort: 20000 }\n`;
        const [issue] = issuesOf(wanWith([`tunnel: ${tunnel}`], top + transit));
        if (!issue) return;
        const hinted = /transit: \{.*\}/.exec(issue.hint)?.[0] ?? "";
        expect(planOf(wanWith([`tunnel: ${tunnel}`], top + hinted)).sites).toHaveLength(1);
      }),
    );
  });

  it("for a free AS number name one that nobody has", () => {
    const text = example("dc1").replace("65102", "65101");
    const free = /; (\d+) is free/.exec(issuesOf(text)[0]?.hint ?? "")?.[1];
    expect(free).toMatch(/^\d+$/);
    expect(planOf(text.replace(/65101(?=\n {4}loopback: 172.16.2.1)/, String(free))).sites).toHaveLength(3);
  });
});

describe("overlapping networks", () => {
  const network = fc
    .record({ bits: fc.integer({ min: 0, max: 0xffff }), prefix: fc.integer({ min: 16, max: 28 }) })
    .map(({ bits, prefix }) => networkOf(`192.168.${bits >> 8}.${bits & 255}/${prefix}`));

  it("are found exactly when two of them share an address", () => {
    fc.assert(
      fc.property(fc.array(network, { minLength: 2, maxLength: 8 }), (networks) => {
        const shared = networks.some((a, i) =>
          networks.some((b, j) => i < j && a.first <= b.last && b.first <= a.last),
        );
        const issues = issuesOf(wanWith(networks.map((n) => `networks: ${n.cidr}`)));
        expect(issues.some((issue) => issue.code === "ranges-overlap")).toBe(shared);
      }),
      { numRuns: 300 },
    );
  });

  it("of 1,000 sites that all have the same one are reported in under a second", () => {
    const text = wanWith(
      Array(1000).fill("networks: 192.168.1.0/24"),
      "transit: { range: 10.240.0.0/16, spacing: 30 }\nwireguard: { basePort: 20000 }",
    );
    const start = performance.now();
    expect(issuesOf(text)).toHaveLength(999);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
