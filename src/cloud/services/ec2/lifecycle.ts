import { AwsError } from "../../core/error.ts";
import type { CloudContext } from "../../core/types.ts";
import { createMachines } from "./machine.ts";
import type { Instance, InstanceStateName, StateReason } from "./model.ts";
import type { PublicAddresses } from "./public-address.ts";
import { createSteps } from "./steps.ts";

/** Instance states and what moves between them. Every change is an event, an entry in the journal and, where there is one, a machine. */
export interface Lifecycle {
  /** A new instance: `pending`. Resolves when it is `running`; the operating system is still to boot. */
  launch(instance: Instance): Promise<void>;
  /** These throw IncorrectInstanceState: an operation on several instances asks before it changes any. */
  requireStartable(instance: Instance): void;
  requireStoppable(instance: Instance): void;
  requireRunning(instance: Instance): void;
  /** Nothing for an instance that is up, or on its way up, already. */
  start(instance: Instance): void;
  /** Nothing for an instance that is down, or on its way down as asked, already. */
  stop(instance: Instance, how: "shutdown" | "power-off"): void;
  /** The machine went off by itself. Nothing for an instance that is on its way down already. */
  wentOff(instance: Instance): void;
  reboot(instance: Instance): void;
  /** Stops the instance for a change that it cannot take while it runs. Resolves when it is `running` again. */
  restart(instance: Instance, change: () => void): Promise<void>;
  /** Resolves when the machine is off. */
  terminate(instance: Instance, caller: string): Promise<void>;
}

const byUser: StateReason = {
  Code: "Client.UserInitiatedShutdown",
  Message: "Client.UserInitiatedShutdown: User initiated shutdown",
};
const byItself: StateReason = {
  Code: "Client.InstanceInitiatedShutdown",
  Message: "Client.InstanceInitiatedShutdown: Instance initiated shutdown",
};

export function createLifecycle(ctx: CloudContext, publicAddresses: PublicAddresses): Lifecycle {
  const { profile } = ctx;
  const steps = createSteps(ctx);
  const machines = createMachines(ctx);

  function launch(instance: Instance, onRunning?: () => void): void {
    const { instanceId } = instance;
    instance.launchTime = new Date(ctx.now());
    instance.stateReason = undefined;
    instance.stateTransitionReason = "";
    enter(ctx, instance, "pending");
    steps.schedule(instanceId, profile.pendingMs, () => {
      enter(ctx, instance, "running");
      publicAddresses.lend(instance);
      steps.schedule(instanceId, profile.bootMs, () => machines.on(instance));
      onRunning?.();
    });
  }

  function stopLater(instance: Instance): void {
    steps.schedule(instance.instanceId, profile.stoppingMs, () => {
      publicAddresses.release(instance);
      enter(ctx, instance, "stopped");
    });
  }

  return {
    launch: (instance) => new Promise((resolve) => launch(instance, resolve)),
    requireStartable,
    requireStoppable,
    requireRunning,

    start(instance) {
      if (instance.state === "stopped") launch(instance);
    },

    stop(instance, how) {
      const { state } = instance;
      if (state === "stopped" || (state === "stopping" && how === "shutdown")) return;
      if (state !== "stopping") goDown(ctx, instance, "stopping", byUser);
      steps.schedule(instance.instanceId, 0, async (overtaken) => {
        await machines.off(instance, how);
        if (!overtaken()) stopLater(instance);
      });
    },

    wentOff(instance) {
      if (instance.state !== "running" || instance.poweredAt === undefined) return;
      instance.poweredAt = undefined;
      goDown(ctx, instance, "stopping", byItself);
      stopLater(instance);
    },

    reboot(instance) {
      const { instanceId } = instance;
      steps.schedule(instanceId, 0, async (overtaken) => {
        await machines.off(instance, "shutdown");
        if (!overtaken()) steps.schedule(instanceId, profile.bootMs, () => machines.on(instance));
      });
    },

    async restart(instance, change) {
      if (instance.state !== "running") return change();
      steps.cancel(instance.instanceId);
      goDown(ctx, instance, "stopping", byUser);
      await machines.off(instance, "shutdown");
      await new Promise<void>((resolve) => void ctx.after(profile.stoppingMs, resolve));
      publicAddresses.release(instance);
      enter(ctx, instance, "stopped");
      change();
      await new Promise<void>((resolve) => launch(instance, resolve));
    },

    async terminate(instance, caller) {
      if (instance.state === "terminated" || instance.state === "shutting-down") return;
      steps.cancel(instance.instanceId);
      goDown(ctx, instance, "shutting-down", byUser);
      await machines.off(instance, "power-off");
      publicAddresses.surrender(instance, caller);
      enter(ctx, instance, "terminated");
    },
  };
}

function enter(ctx: CloudContext, instance: Instance, state: InstanceStateName): void {
  instance.state = state;
  ctx.journal("instance-state", { instanceId: instance.instanceId, name: instance.tags.get("Name"), state });
  ctx.emit(stateChange(ctx, instance));
}

function goDown(ctx: CloudContext, instance: Instance, state: "stopping" | "shutting-down", reason: StateReason): void {
  const when = new Date(ctx.now()).toISOString().replace("T", " ").slice(0, "2026-01-01 00:00:00".length);
  instance.stateReason = reason;
  instance.stateTransitionReason = `${reason === byUser ? "User" : "Instance"} initiated (${when} GMT)`;
  enter(ctx, instance, state);
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html */
function stateChange(ctx: CloudContext, { instanceId, state }: Instance) {
  return {
    source: "aws.ec2",
    "detail-type": "EC2 Instance State-change Notification",
    resources: [`arn:aws:ec2:${ctx.region}:${ctx.accountId}:instance/${instanceId}`],
    detail: { "instance-id": instanceId, state },
  };
}

function requireStartable({ instanceId, state }: Instance): void {
  if (state === "pending" || state === "running" || state === "stopped") return;
  throw incorrectState(`The instance '${instanceId}' is not in a state from which it can be started.`);
}

function requireStoppable({ instanceId, state }: Instance): void {
  if (state !== "shutting-down" && state !== "terminated") return;
  throw incorrectState(`This instance '${instanceId}' is not in a state from which it can be stopped.`);
}

function requireRunning({ instanceId, state }: Instance): void {
  if (state !== "running") throw incorrectState(`The instance '${instanceId}' is not in the 'running' state.`);
}

const incorrectState = (message: string) => new AwsError("IncorrectInstanceState", message);
