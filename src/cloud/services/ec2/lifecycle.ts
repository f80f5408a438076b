import { AwsError } from "../../core/error.ts";
import { createInTurn } from "../../core/in-turn.ts";
import type { CloudContext } from "../../core/types.ts";
import type { Instance, InstanceStateName, StateReason } from "./model.ts";
import type { PublicAddresses } from "./public-address.ts";

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
  const { profile, dataPlane } = ctx;
  /** The next step of an instance that is between two states. */
  const next = new Map<string, { cancel(): void }>();
  /** The machine's own orders: one that is being started can only be stopped when that is done. */
  const inTurn = createInTurn();

  function enter(instance: Instance, state: InstanceStateName): void {
    instance.state = state;
    ctx.journal("instance-state", { instanceId: instance.instanceId, name: instance.tags.get("Name"), state });
    ctx.emit(stateChange(ctx, instance));
  }

  function then(instance: Instance, ms: number, step: () => void | Promise<void>): void {
    next.get(instance.instanceId)?.cancel();
    next.set(instance.instanceId, ctx.after(ms, step));
  }

  function pending(instance: Instance, onRunning?: () => void): void {
    instance.launchTime = new Date(ctx.now());
    instance.stateReason = undefined;
    instance.stateTransitionReason = "";
    enter(instance, "pending");
    then(instance, profile.pendingMs, () => {
      enter(instance, "running");
      publicAddresses.lend(instance);
      then(instance, profile.bootMs, () => power(instance));
      onRunning?.();
    });
  }

  async function power(instance: Instance): Promise<void> {
    instance.answered = false;
    instance.poweredAt = ctx.now();
    await inTurn(instance.instanceId, () => dataPlane.start(instance.instanceId));
  }

  async function off(instance: Instance, how: "shutdown" | "power-off"): Promise<void> {
    next.get(instance.instanceId)?.cancel();
    await inTurn(instance.instanceId, () => dataPlane.stop(instance.instanceId, how));
    instance.poweredAt = undefined;
  }

  function goingDown(instance: Instance, state: "stopping" | "shutting-down", reason: StateReason): void {
    const when = new Date(ctx.now())
      .toISOString()
      .replace("T", " ")
      .replace(/\.\d+Z/, " GMT");
    const whose = reason === byUser ? "User" : "Instance";
    instance.stateReason = reason;
    instance.stateTransitionReason = `${whose} initiated (${when})`;
    enter(instance, state);
  }

  function stopped(instance: Instance): void {
    publicAddresses.release(instance);
    enter(instance, "stopped");
  }

  return {
    launch: (instance) => new Promise((resolve) => pending(instance, resolve)),

    requireStartable,
    requireStoppable,
    requireRunning,

    start(instance) {
      if (instance.state === "stopped") pending(instance);
    },

    stop(instance, how) {
      const { state } = instance;
      if (state === "stopped" || (state === "stopping" && how === "shutdown")) return;
      if (state !== "stopping") goingDown(instance, "stopping", byUser);
      then(instance, 0, async () => {
        await off(instance, how);
        then(instance, profile.stoppingMs, () => stopped(instance));
      });
    },

    wentOff(instance) {
      if (instance.state !== "running") return;
      instance.poweredAt = undefined;
      goingDown(instance, "stopping", byItself);
      then(instance, profile.stoppingMs, () => stopped(instance));
    },

    reboot(instance) {
      then(instance, 0, async () => {
        await off(instance, "shutdown");
        then(instance, profile.bootMs, () => power(instance));
      });
    },

    async terminate(instance, caller) {
      if (instance.state === "terminated" || instance.state === "shutting-down") return;
      goingDown(instance, "shutting-down", byUser);
      await off(instance, "power-off");
      publicAddresses.surrender(instance, caller);
      enter(instance, "terminated");
    },
  };
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
