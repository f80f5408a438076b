import { describe, expect, it } from "vitest";
import { decisionsIn, sayLine } from "../../src/cli/decisions.ts";

const say = (message: unknown) =>
  sayLine("F", { at: 1, message: typeof message === "string" ? message : JSON.stringify(message) });
const reason = { code: "failback", text: "DC1-SP1 is back." };
const move = { action: "move", to: "i-0a", toName: "DC1-SP1", reason };

describe("a function's line in words", () => {
  it.each([
    [{ message: "decision", decision: move }, "moves the address to DC1-SP1: DC1-SP1 is back.", false],
    [{ message: "decision", decision: { action: "none", reason } }, "leaves it: DC1-SP1 is back.", false],
    [{ level: "ERROR", decision: { action: "alert", reason } }, "calls a person: DC1-SP1 is back.", true],
    [
      { level: "WARN", message: "the move was not recorded", error: { message: "no" } },
      "the move was not recorded: no",
      true,
    ],
    [{ errorType: "Error", errorMessage: "i-0a does not hold it" }, "Error: i-0a does not hold it", true],
    [
      "2026-01-01T00:00:00Z r-1 Task timed out after 30.00 seconds\n\n",
      "2026-01-01T00:00:00Z r-1 Task timed out after 30.00 seconds",
      true,
    ],
    ["2026-01-01T00:00:00Z r-1 ERROR Invoke Error {}\nstack", "2026-01-01T00:00:00Z r-1 ERROR Invoke Error {}", true],
  ])("%j", (message, text, bad) => {
    expect(say(message)).toEqual({ at: 1, function: "F", text, bad });
  });

  it.each([["START RequestId: r-1"], ["[1]"], ["{"], [{ level: "INFO", message: "holder after" }]])(
    "%j is for machines",
    (message) => {
      expect(say(message)).toBeUndefined();
    },
  );

  it("decisions are found among the rest", () => {
    const lines = ["START", { message: "decision", decision: move }, { decision: 1 }].map((message, at) => ({
      at,
      message: typeof message === "string" ? message : JSON.stringify(message),
    }));
    expect(decisionsIn("F", lines)).toEqual([{ at: 1, function: "F", decision: move }]);
  });
});
