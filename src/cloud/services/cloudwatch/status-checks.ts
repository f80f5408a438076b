import type { CloudWatchState } from "./alarm.ts";
import { single } from "./metrics.ts";
import { MINUTE, scaled } from "./time.ts";

/**
 * Puts EC2's status checks of every instance into AWS/EC2, for the minute that ends at `at` (epoch ms). An instance that does
 * not run, or has not booted, has no datapoint. Only the instance's own check can fail: LocalCloud's host does not.
 */
export async function putStatusChecks(state: CloudWatchState, at: number): Promise<void> {
  const instances = state.ports.instances.list();
  await Promise.all(
    instances.map(async ({ instanceId }) => {
      const status = await state.ports.instances.status(instanceId);
      if (status === "insufficient-data") return;
      const failed = status === "impaired" ? 1 : 0;
      put(state, instanceId, at, {
        StatusCheckFailed: failed,
        StatusCheckFailed_Instance: failed,
        StatusCheckFailed_System: 0,
      });
    }),
  );
}

function put(state: CloudWatchState, instanceId: string, at: number, values: Record<string, number>): void {
  const begin = at - scaled(state.ctx.profile, MINUTE);
  const dimensions = [{ Name: "InstanceId", Value: instanceId }];
  for (const [name, value] of Object.entries(values)) {
    state.metrics.add({ namespace: "AWS/EC2", name, dimensions }, single(begin, value, "Count"));
  }
}
