import { describe, expect, it } from "vitest";
import { type CloudPort, claimAddress } from "../../src/agent/cloud.ts";
import type { LiveState } from "../../src/failover/index.ts";

const POLICY = { failback: "when-ready", maxMoves: 2, windowMs: 60_000 } as const;
const NOW = 1_000_000;

function live(holder: string, moves: readonly number[] = []): LiveState {
  const hub = (name: string, role: "primary" | "standby") =>
    ({
      name,
      role,
      instanceId: `i-${name}`,
      state: "running",
      healthy: true,
      ready: true,
      maintenance: false,
    }) as const;
  return {
    address: { allocationId: "eipalloc-1", associationId: "eipassoc-1", holder: `i-${holder}` },
    hubs: [hub("A", "primary"), hub("B", "standby")],
    moves,
  };
}

function cloud(read: () => Promise<LiveState>) {
  const associated: string[] = [];
  const port: CloudPort = {
    read,
    associate: async (_, instanceId) => void associated.push(instanceId),
    publishReadiness: async () => undefined,
    publishMetrics: async () => undefined,
  };
  return { associated, port };
}

const claim = { for: "B", broken: "A" };

describe("a claim", () => {
  it("moves the address from a hub that the agent knows to be broken, although EC2 does not know it yet", async () => {
    const { port, associated } = cloud(async () => live("A"));
    expect(await claimAddress(port, claim, POLICY, NOW)).toMatchObject({ outcome: "moved" });
    expect(associated).toEqual(["i-B"]);
  });

  it("asks for nothing when the address is there already", async () => {
    const { port, associated } = cloud(async () => live("B"));
    expect(await claimAddress(port, claim, POLICY, NOW)).toMatchObject({ outcome: "moved" });
    expect(associated).toEqual([]);
  });

  it("is refused by the cap on moves that the functions have, too", async () => {
    const { port, associated } = cloud(async () => live("A", [NOW - 10, NOW - 5]));
    expect(await claimAddress(port, claim, POLICY, NOW)).toMatchObject({ outcome: "refused" });
    expect(associated).toEqual([]);
  });

  it("fails without throwing when the cloud does not answer", async () => {
    const { port } = cloud(() => Promise.reject(new Error("timed out")));
    expect(await claimAddress(port, claim, POLICY, NOW)).toEqual({ outcome: "failed", text: "timed out" });
  });
});
