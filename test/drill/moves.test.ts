import { describe, expect, it } from "vitest";
import { type Entry, movesIn, movesOf } from "../../src/drill/moves.ts";

const entry = (at: number, kind: string, detail: Record<string, unknown> = {}): Entry => ({ at, kind, detail });
const effective = (at: number, instanceId?: string, allocationId = "eipalloc-1") =>
  entry(at, "associate-effective", { allocationId, instanceId });

const journal = [
  effective(100, "i-1"),
  entry(1_300, "associate-requested", { allocationId: "eipalloc-1", instanceId: "i-2" }),
  effective(1_320, "i-9", "eipalloc-2"),
  effective(1_350, "i-2"),
  entry(1_360, "associate-requested", { allocationId: "eipalloc-1", instanceId: "i-2" }),
  effective(1_400, "i-2"),
  effective(5_000, "i-1"),
];

describe("movesOf", () => {
  it("counts changes of the holder of this address, not associations with the holder it has", () => {
    expect(movesOf(journal, "eipalloc-1")).toEqual([
      { at: 100, to: "i-1" },
      { at: 1_350, to: "i-2" },
      { at: 5_000, to: "i-1" },
    ]);
  });

  it("sees that nobody holds it", () => {
    expect(movesOf([effective(1, "i-1"), effective(2)], "eipalloc-1")).toHaveLength(2);
  });

  it("leaves the moves of another phase out", () => {
    expect(movesIn(movesOf(journal, "eipalloc-1"), { from: 1_000, to: 4_000 })).toEqual([{ at: 1_350, to: "i-2" }]);
  });
});
