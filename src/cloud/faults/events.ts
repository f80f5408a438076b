import type { CloudContext } from "../core/types.ts";
import type { FaultBoard } from "./faults.ts";

/** Takes an event from `source` to the rules by `deliver`, unless a fault has it otherwise. */
export type Transit = (source: string, deliver: () => void) => void;

export function createTransit(board: FaultBoard, after: CloudContext["after"]): Transit {
  /** The first of a pair that is to change places. */
  let waiting: { deliver: () => void; timer: { cancel(): void } } | undefined;

  function inPairs(ms: number, deliver: () => void): void {
    const first = waiting;
    waiting = undefined;
    if (first) {
      first.timer.cancel();
      deliver();
      first.deliver();
      return;
    }
    const alone = () => {
      waiting = undefined;
      deliver();
    };
    waiting = { deliver, timer: after(ms, alone) };
  }

  return (source, deliver) => {
    const fault = board.strike(["event-lost", "event-duplicated", "event-reordered"], source)?.fault;
    if (fault?.kind === "event-lost") return;
    if (fault?.kind === "event-reordered") return inPairs(fault.ms, deliver);
    deliver();
    if (fault?.kind === "event-duplicated") after(fault.ms, deliver);
  };
}
