import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/lambda/config.ts";
import { environment } from "./invoke.ts";

describe("readConfig", () => {
  it("reads what the template sets", () => {
    expect(readConfig(environment)).toEqual({
      wan: {
        allocationId: environment.ALLOCATION_ID,
        primary: { instanceId: environment.PRIMARY_INSTANCE_ID, name: "DC1-SP1" },
        standby: { instanceId: environment.STANDBY_INSTANCE_ID, name: "DC1-SP2" },
      },
      policy: { failback: "on-running", holdDownMs: 0, maxMoves: 4, windowMs: 600_000 },
    });
  });

  it.each([
    ["0", 0],
    ["3", 3_000],
    ["20", 20_000],
  ])("takes a hold-down of %s s, no longer than the function can wait", (text, holdDownMs) => {
    expect(readConfig({ ...environment, HOLD_DOWN_SECONDS: text }).policy.holdDownMs).toBe(holdDownMs);
  });

  it("names everything that is missing at once", () => {
    expect(() => readConfig({})).toThrow(
      new RegExp(
        Object.keys(environment)
          .map((name) => `(?=.*${name} is missing)`)
          .join(""),
      ),
    );
  });

  it.each([
    ["ALLOCATION_ID", "203.0.113.10"],
    ["PRIMARY_INSTANCE_ID", "DC1-SP1"],
    ["STANDBY_INSTANCE_ID", "eipalloc-0a"],
    ["FAILBACK_POLICY", "sometimes"],
    ["MAX_MOVES", "0"],
    ["MAX_MOVES", "-1"],
    ["MOVE_WINDOW_SECONDS", "10m"],
    ["HOLD_DOWN_SECONDS", "-1"],
    ["HOLD_DOWN_SECONDS", "21"],
    ["HOLD_DOWN_SECONDS", "soon"],
  ])("does not take %s=%s", (name, value) => {
    expect(() => readConfig({ ...environment, [name]: value })).toThrow(`${name} is "${value}"`);
  });
});
