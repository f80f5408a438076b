import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pairsOf } from "../../src/drill/pairs.ts";
import { readWan } from "../../src/plan/index.ts";
import { packageRoot } from "../../src/system/index.ts";

function planOf(example: string) {
  const read = readWan(readFileSync(join(packageRoot(), "examples", example, "wan.yaml"), "utf8"));
  if (!read.ok) throw new Error(`${example} has issues`);
  return read.plan;
}

describe("pairsOf", () => {
  it("probes the hubs' loopback and the other sites' from every site", () => {
    const pairs = pairsOf(planOf("dc1"), () => "");
    expect(pairs).toHaveLength(9);
    expect(pairs.filter(({ from }) => from === "SITE1-LF1").map(({ to }) => to)).toEqual([
      "172.16.0.1",
      "172.16.2.1",
      "172.16.3.1",
    ]);
    expect(pairs[1]).toMatchObject({ source: "172.16.1.1", sites: ["SITE1-LF1", "SITE2-LF1"] });
  });

  it("probes from every network to every network of another site, and to none of its own", () => {
    const pairs = pairsOf(planOf("offices"), (host) => `address of ${host}`);
    const between = pairs.filter(({ to }) => to.startsWith("address of"));
    expect(between).toHaveLength(16);
    expect(between.filter(({ from }) => from === "HEADQUARTERS-LAN2").map(({ to }) => to)).toEqual([
      "address of BRANCH-LAN1",
      "address of WAREHOUSE-LAN1",
      "address of WAREHOUSE-LAN2",
    ]);
    expect(between[0]).toMatchObject({ source: "address of HEADQUARTERS-LAN1", sites: ["HEADQUARTERS", "BRANCH"] });
    expect(pairs).toHaveLength(9 + 16);
  });
});
