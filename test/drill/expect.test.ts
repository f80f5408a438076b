import { describe, expect, it } from "vitest";
import { expectedOutcomes } from "../../src/drill/expect.ts";
import { type FaultName, faults, referenceFaults } from "../../src/drill/faults.ts";
import { sentence } from "../../src/drill/outcome.ts";
import type { Cloud, Mode } from "../../src/drill/types.ts";

const names = Object.keys(faults) as FaultName[];
const hubs = { primary: "HUB1", standby: "HUB2" };
const outcomes = (fault: FaultName, mode: Mode = "hot-standby", cloud: Cloud = "instant") =>
  expectedOutcomes({ fault, mode, cloud, ...hubs });

describe("the outcome of a fault as one sentence", () => {
  it.each([
    ["stop-primary", "The address moves once, from HUB1 to HUB2, and no pair waits longer than 300 ms for an answer."],
    ["kill-primary", "The address moves once, from HUB1 to HUB2, and no pair waits longer than 1500 ms for an answer."],
    [
      "cut-primary-wan",
      "The address moves once, from HUB1 to HUB2, and no pair waits longer than 3000 ms for an answer.",
    ],
    ["kill-frr", "The address moves once, from HUB1 to HUB2, and no pair waits longer than 300 ms for an answer."],
    ["kill-agent", "The address stays at HUB1, and no probe is lost."],
    ["cut-hub-link", "The address stays at HUB1, and no probe is lost."],
    ["both-down", "The address stays at HUB1, no pair answers, and an alert is raised."],
  ] as const)("%s", (fault, text) => {
    expect(sentence(outcomes(fault).failover)).toBe(text);
  });

  it("has a bound with AWS's times that allows for the move", () => {
    expect(outcomes("stop-primary", "hot-standby", "aws").failover.pairs).toEqual({ withinMs: 1_000 });
    expect(outcomes("kill-primary", "hot-standby", "aws").failover.pairs).toEqual({ withinMs: 2_500 });
    expect(outcomes("kill-primary", "hot-standby", "aws").failback.pairs).toEqual({ withinMs: 1_000 });
  });

  it("bounds the way back after both hubs were down, too", () => {
    expect(sentence(outcomes("both-down").failback)).toBe(
      "The address stays at HUB1, and no pair waits longer than 40000 ms for an answer.",
    );
  });

  it.each(referenceFaults)("%s has no bound in the reference: WireGuard's timers decide", (fault) => {
    expect(outcomes(fault, "reference").failover).toMatchObject({ to: "HUB2", pairs: "recover" });
    expect(outcomes(fault, "reference").failback).toMatchObject({ to: "HUB1", pairs: "recover" });
  });

  it("always ends with the primary holding the address, as it began", () => {
    expect(names.length).toBe(15);
    for (const name of names) {
      const { failover, failback } = outcomes(name);
      expect({ name, from: failover.from, to: failback.to }).toEqual({ name, from: "HUB1", to: "HUB1" });
      expect({ name, from: failback.from }).toEqual({ name, from: failover.to });
    }
  });
});
