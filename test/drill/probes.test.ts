import { describe, expect, it } from "vitest";
import { evidenceName } from "../../src/drill/evidence.ts";
import { answers } from "../../src/drill/probes.ts";
import { Watch } from "../../src/drill/watch.ts";

describe("answers", () => {
  const replies = Array.from({ length: 20 }, (_, i) => ({ seq: i + 1, at: i * 50 }));

  it("takes ten probes in a row after the moment", () => {
    expect(answers(replies, 9 * 50)).toBe(true);
    expect(answers(replies, 10 * 50)).toBe(false);
  });

  it("does not take replies with a hole for a recovery", () => {
    expect(answers([...replies.slice(0, 15), ...replies.slice(16)], 0)).toBe(false);
  });

  it("does not take silence for an answer", () => {
    expect(answers([], 0)).toBe(false);
  });
});

describe("Watch", () => {
  it("resolves at the change that brings the value, and at once when it is there", async () => {
    const watch = new Watch();
    let value: number | undefined;
    const waiting = watch.until(() => value, 10_000);
    watch.changed();
    value = 7;
    watch.changed();
    expect((await waiting).value).toBe(7);
    expect((await watch.until(() => value, 0)).value).toBe(7);
  });

  it("ends at its deadline without a value, and says how long it took", async () => {
    const { value, durationMs } = await new Watch().until(() => undefined, 30);
    expect(value).toBeUndefined();
    expect(durationMs).toBeGreaterThanOrEqual(25);
  });

  it("rejects with the abort's reason, before and during the wait", async () => {
    const controller = new AbortController();
    const waiting = new Watch().until(() => undefined, 10_000, controller.signal);
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await expect(new Watch().until(() => undefined, 10_000, controller.signal)).rejects.toThrow("enough");
  });
});

it("names an evidence folder by UTC time and mode", () => {
  expect(evidenceName(new Date("2026-11-22T09:08:07.654Z"), "reference")).toBe("2026-11-22-090807Z-reference");
});
