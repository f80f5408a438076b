import { describe, expect, it } from "vitest";
import { type FaultOperands, faultOf, kindsOfFault } from "../../src/cli/fault-operands.ts";
import { HubshiftError } from "../../src/errors/index.ts";

const none = { target: undefined, ms: undefined, count: undefined };

/** What a person is told. */
function refusal(operands: FaultOperands): string {
  try {
    return JSON.stringify(faultOf(operands));
  } catch (error) {
    expect(error).toBeInstanceOf(HubshiftError);
    expect((error as HubshiftError).exitCode).toBe(2);
    return (error as HubshiftError).message;
  }
}

describe("the operands of lab fault", () => {
  it.each<[FaultOperands, object]>([
    [
      { ...none, kind: "freeze", target: "A" },
      { kind: "freeze", host: "A" },
    ],
    [{ ...none, kind: "cut-hub-link" }, { kind: "cut-hub-link" }],
    [
      { ...none, kind: "throttle", target: "ec2:*", count: 2 },
      { kind: "throttle", operation: "ec2:*", count: 2 },
    ],
    [
      { ...none, kind: "delay", target: "ec2:*", ms: 50 },
      { kind: "delay", operation: "ec2:*", ms: 50 },
    ],
    [
      { ...none, kind: "event-lost", target: "aws.ec2" },
      { kind: "event-lost", source: "aws.ec2" },
    ],
  ])("%j mean %j", (operands, fault) => {
    expect(faultOf(operands)).toEqual(fault);
  });

  it.each<[FaultOperands, string]>([
    [{ ...none, kind: "freeze" }, "freeze takes a host, and none is given"],
    [{ ...none, kind: "stale" }, "stale takes an operation, and none is given"],
    [{ ...none, kind: "lambda-outage", target: "A" }, 'lambda-outage takes nothing, not "A"'],
    [{ ...none, kind: "delay", target: "ec2:*" }, "delay needs --ms"],
    [{ ...none, kind: "throttle", target: "ec2:*", ms: 1 }, "throttle has no --ms"],
    [{ ...none, kind: "freeze", target: "A", count: 1 }, "freeze has no --count"],
  ])("%j are refused: %s", (operands, message) => {
    expect(refusal(operands)).toBe(message);
  });

  it("are explained for every kind", () => {
    expect(Object.keys(kindsOfFault).length).toBeGreaterThan(15);
    for (const { does } of Object.values(kindsOfFault)) expect(does).not.toBe("");
  });
});
