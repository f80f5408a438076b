import type { CloudContext } from "../../core/types.ts";

/** What an instance does next: one thing at a time, and the last order counts. */
export interface Steps {
  /** Runs `step` after `ms`, in place of whatever was to come. `overtaken` tells a step that waited whether another order came meanwhile. */
  schedule(instanceId: string, ms: number, step: (overtaken: () => boolean) => void | Promise<void>): void;
  cancel(instanceId: string): void;
}

export function createSteps(ctx: CloudContext): Steps {
  const next = new Map<string, { cancel(): void }>();
  return {
    schedule(instanceId, ms, step) {
      next.get(instanceId)?.cancel();
      const mine = ctx.after(ms, () => step(() => next.get(instanceId) !== mine));
      next.set(instanceId, mine);
    },
    cancel(instanceId) {
      next.get(instanceId)?.cancel();
      next.delete(instanceId);
    },
  };
}
