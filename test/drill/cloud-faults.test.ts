import { expect, it } from "vitest";
import { unmetFaults } from "../../src/drill/cloud-faults.ts";

const fault = (phase: string, kind: string) => ({ at: 1, kind: "fault", detail: { phase, kind } });

it("a fault of the cloud that never hit anything is told", () => {
  const journal = [fault("begin", "throttle"), fault("begin", "event-lost"), fault("hit", "throttle")];
  expect(unmetFaults(journal)).toEqual(["the cloud's fault event-lost never happened"]);
  expect(unmetFaults([...journal, fault("hit", "event-lost")])).toEqual([]);
  expect(unmetFaults([{ at: 1, kind: "event", detail: {} }])).toEqual([]);
});
