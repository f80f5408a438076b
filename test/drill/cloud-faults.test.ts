import { expect, it } from "vitest";
import { judgeFaults } from "../../src/drill/cloud-faults.ts";
import { failuresOf } from "../../src/drill/verdict.ts";

const fault = (phase: string, kind: string) => ({ at: 1, kind: "fault", detail: { phase, kind } });

it("a fault of the cloud that never hit anything is told", () => {
  const journal = [fault("begin", "throttle"), fault("begin", "event-lost"), fault("hit", "throttle")];
  expect(judgeFaults(journal).map(({ seen }) => seen)).toEqual(["once", "0 times"]);
  expect(failuresOf(judgeFaults(journal))).toEqual(["the cloud's fault event-lost never happened"]);
  expect(failuresOf(judgeFaults([...journal, fault("hit", "event-lost")]))).toEqual([]);
  expect(judgeFaults([{ at: 1, kind: "event", detail: {} }])).toEqual([]);
});
