import { describe, expect, it } from "vitest";
import { type AgentEvent, moverOf } from "../../src/drill/mover.ts";
import type { Entry } from "../../src/drill/moves.ts";

const entry = (at: number, kind: string, detail: Record<string, unknown> = {}): Entry => ({ at, kind, detail });
const requested = (at: number, session: string) =>
  entry(at, "associate-requested", {
    instanceId: "i-2",
    caller: `arn:aws:sts::111122223333:assumed-role/Role/${session}`,
  });
const run = (at: number, name: string) => entry(at, "invoke-start", { function: name });
const claim = (hub: string, at: number, whom: string): AgentEvent => ({
  hub,
  at,
  event: "claim",
  fields: { for: whom },
});

const move = { at: 1_350, to: "i-2" };

describe("moverOf", () => {
  const events = [run(900, "Failover"), run(1_100, "Failback"), run(1_200, "Failover"), run(1_250, "Failover")];

  it("is the function that asked, from its first run in the phase on", () => {
    const journal = [...events, requested(1_300, "Failover"), requested(1_310, "i-2")];
    const agents = [claim("HUB2", 1_290, "HUB2")];
    expect(moverOf({ journal, agents }, move, "HUB2", 1_000)).toEqual({
      name: "Failover",
      noticedAt: 1_200,
      requestedAt: 1_300,
    });
  });

  it("is the agent that said last that it asks, where no function asked, although functions ran too", () => {
    const journal = [...events, requested(1_300, "i-2")];
    const agents = [claim("HUB1", 900, "HUB2"), claim("HUB1", 1_150, "HUB2"), claim("HUB2", 1_280, "HUB2")];
    const others = [claim("HUB2", 1_290, "HUB1"), claim("HUB2", 1_320, "HUB2")];
    expect(moverOf({ journal, agents: [...agents, ...others] }, move, "HUB2", 1_000)).toEqual({
      name: "agent on HUB2",
      noticedAt: 1_280,
      requestedAt: 1_300,
    });
  });

  it("is nobody that is known when nothing was said", () => {
    expect(moverOf({ journal: [], agents: [] }, move, "HUB2", 1_000)).toEqual({
      name: undefined,
      noticedAt: undefined,
      requestedAt: undefined,
    });
  });
});
