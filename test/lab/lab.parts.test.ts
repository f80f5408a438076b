import { describe, expect, it } from "vitest";
import { instanceUplink, sitePublicAddress, siteUplink } from "../../src/lab/addressing.ts";
import { createTeardown } from "../../src/lab/teardown.ts";
import type { SitePlan } from "../../src/plan/index.ts";
import { referencePlan } from "./lab.support.ts";

const [site] = referencePlan().sites as [SitePlan];
const numbered = (number: number): SitePlan => ({
  ...site,
  publicAddress: undefined,
  tunnel: { ...site.tunnel, number },
});

describe("addresses", () => {
  it("give a site the public address of the plan, else one of its own", () => {
    expect(sitePublicAddress(site)).toBe("198.51.100.1");
    const given = Array.from({ length: 1_000 }, (_, index) => sitePublicAddress(numbered(index + 1)));
    expect(given[6]).toBe("198.51.100.7");
    expect(new Set(given).size).toBe(1_000);
  });

  it("put every site behind a gateway of its own, where no company has a network", () => {
    for (const number of [1, 49, 50, 149, 150, 1_000]) {
      const { address, gateway } = siteUplink(numbered(number));
      expect(address).toBe(`${gateway.slice(0, -1)}2/24`);
      expect(gateway).toMatch(/^100\.(6[5-9]|7\d)\.\d+\.1$/);
    }
  });

  it("let an instance's subnet tell its gateway", () => {
    expect(instanceUplink("172.31.67.250", "172.31.64.0/20")).toEqual({
      address: "172.31.67.250/20",
      gateway: "172.31.64.1",
    });
  });
});

describe("a teardown", () => {
  it("undoes everything once, last first, and tells what failed", async () => {
    const done: string[] = [];
    const teardown = createTeardown();
    teardown.add(async () => void done.push("first"));
    teardown.add(async () => {
      throw new Error("stuck");
    });
    teardown.add(async () => void done.push("last"));
    await expect(teardown.run()).rejects.toThrow("stuck");
    await expect(teardown.run()).rejects.toThrow("stuck");
    expect(done).toEqual(["last", "first"]);
  });
});
