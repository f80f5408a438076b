import type { HubState, LiveState, Policy } from "../../src/failover/index.ts";

export const PRIMARY = "i-0aaa";
export const STANDBY = "i-0bbb";
export const NOW = 1_800_000_000_000;

export const policy: Policy = { failback: "on-running", maxMoves: 4, windowMs: 600_000 };

export function hub(role: HubState["role"], changes: Partial<HubState> = {}): HubState {
  return {
    name: role === "primary" ? "DC1-SP1" : "DC1-SP2",
    role,
    instanceId: role === "primary" ? PRIMARY : STANDBY,
    state: "running",
    healthy: true,
    ready: undefined,
    maintenance: false,
    ...changes,
  };
}

/** Both hubs run and are healthy unless told otherwise. */
export function live(
  holder: string | undefined,
  primary: Partial<HubState> = {},
  standby: Partial<HubState> = {},
  moves: number[] = [],
): LiveState {
  return {
    address: { allocationId: "eipalloc-0a", associationId: holder && "eipassoc-0a", holder },
    hubs: [hub("primary", primary), hub("standby", standby)],
    moves,
  };
}
