import fc from "fast-check";
import type { HubState, LiveState } from "../../src/failover/index.ts";
import { hub, NOW, PRIMARY, STANDBY } from "./states.ts";

const hubState = (role: HubState["role"]): fc.Arbitrary<HubState> =>
  fc
    .record({
      state: fc.constantFrom(
        ...(["pending", "running", "stopping", "stopped", "terminated", "shutting-down"] as const),
      ),
      healthy: fc.constantFrom(true, false, undefined),
      ready: fc.constantFrom(true, false, undefined),
      readyAt: fc.option(fc.integer({ min: NOW - 60_000, max: NOW + 1_000 }), { nil: undefined }),
      readySince: fc.option(fc.integer({ min: NOW - 60_000, max: NOW + 1_000 }), { nil: undefined }),
      maintenance: fc.boolean(),
    })
    .map((changes) => hub(role, changes));

/** Anything that could be read. */
export const states: fc.Arbitrary<LiveState> = fc.record({
  address: fc.record({
    allocationId: fc.constant("eipalloc-0a"),
    associationId: fc.constant("eipassoc-0a"),
    holder: fc.constantFrom(PRIMARY, STANDBY, undefined, "i-0ccc"),
  }),
  hubs: fc.tuple(hubState("primary"), hubState("standby")),
  moves: fc.array(fc.integer({ min: NOW - 900_000, max: NOW }), { maxLength: 6 }),
});
