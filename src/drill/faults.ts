import type { Lab } from "../lab/index.ts";
import type { Cloud } from "./types.ts";

/** Longest gap that is allowed, ms. */
export type Bound = Readonly<Record<Cloud, number>>;

/** How a fault is to end in a hot standby: the address moves within a bound, or nobody notices, or nobody can help. */
export type Ending = Bound | "unnoticed" | "both-down";

export interface Fault {
  /** What is done, for a person. */
  does: string;
  /** What the failback phase begins with. */
  mending: string;
  ending: Ending;
  /** Resolves when it is in effect; returns what mends it. */
  strike(lab: Lab): Promise<() => Promise<void>>;
}

/** The old hub serves until the move takes effect: a handshake and an echo are left, in AWS with room for a slow API. */
export const PLANNED: Bound = { instant: 300, aws: 1_000 };

/**
 * Both hubs have come back from nothing: until a site gives a session up that nobody knows any more (15 s), its next attempt (5 s), BGP's
 * restart time (9 s) and a handshake of its own, with room for a busy machine; in AWS after a boot of 27 s.
 */
export const FROM_NOTHING: Bound = { instant: 40_000, aws: 67_000 };

/** With AWS's times packets follow the address a second after it was asked for. */
const unplanned = (ms: number): Bound => ({ instant: ms, aws: ms + 1_000 });

/** 0.3 s of silence over the hub link, 0.3 s by the Elastic IP, a call and a handshake: twice that, for a busy machine. */
const DEAD = unplanned(1_500);

/** The hub answers its peer, or looks well to itself: sites must be silent for 1.2 s before that means anything. */
const GREY = unplanned(3_000);

/** The hub looks at itself every 0.2 s and believes a fault after 0.2 s; then a call and a handshake. */
const OWN_FAULT = unplanned(1_000);

/** The AWS SDK pauses up to 0.5 s before its first retry of a throttled call and up to 1 s before its second. */
const THROTTLED = unplanned(3_000);

const primary = ({ plan }: Lab) => plan.hubs[0].name;

const stopPrimary: Fault["strike"] = async (lab) => {
  await lab.stop(primary(lab));
  return () => lab.start(primary(lab));
};
const cutPower: Fault["strike"] = async (lab) => (await lab.faults.cutPower(primary(lab))).undo;

/** What a drill can do to a WAN. What it does to AWS lasts to the end, so that the failback has to live with it too. */
export const faults = {
  "stop-primary": {
    does: "stops the primary hub's instance",
    mending: "start-primary",
    ending: PLANNED,
    strike: stopPrimary,
  },
  upgrade: {
    does: "replaces the standby hub's instance, and gives it the address",
    mending: "replace-primary",
    ending: PLANNED,
    strike: async (lab) => (await import("./upgrade.ts")).upgradeStandby(lab),
  },
  "kill-primary": {
    does: "cuts the primary hub's power without warning",
    mending: "start-primary",
    ending: DEAD,
    strike: cutPower,
  },
  "freeze-primary": {
    does: "lets the whole primary hub stand still, its kernel included",
    mending: "thaw-primary",
    ending: GREY,
    strike: async (lab) => (await lab.faults.freeze(primary(lab))).undo,
  },
  "kill-wireguard": {
    does: "kills WireGuard on the primary hub",
    mending: "start-wireguard",
    ending: GREY,
    strike: async (lab) => (await lab.faults.kill(primary(lab), "wireguard")).undo,
  },
  "kill-frr": {
    does: "kills FRR on the primary hub",
    mending: "start-frr",
    // The kernel forwards by the routes that FRR left, until the address has moved.
    ending: PLANNED,
    strike: async (lab) => (await lab.faults.kill(primary(lab), "frr")).undo,
  },
  "no-forwarding": {
    does: "switches forwarding off in the primary hub's kernel",
    mending: "forward-again",
    ending: OWN_FAULT,
    strike: async (lab) => (await lab.faults.stopForwarding(primary(lab))).undo,
  },
  "cut-hub-link": {
    does: "cuts the VPC between the hubs",
    mending: "mend-hub-link",
    ending: "unnoticed",
    strike: async (lab) => (await lab.faults.cutHubLink()).undo,
  },
  "cut-primary-wan": {
    does: "cuts the primary hub off the internet and AWS's API",
    mending: "mend-primary-wan",
    ending: GREY,
    strike: async (lab) => (await lab.faults.cutWan(primary(lab))).undo,
  },
  "kill-agent": {
    does: "kills the agent on the primary hub",
    mending: "start-agent",
    ending: "unnoticed",
    strike: async (lab) => (await lab.faults.kill(primary(lab), "agent")).undo,
  },
  "lambda-outage": {
    does: "lets no function run, and cuts the primary hub's power",
    mending: "end-outage-and-start-primary",
    ending: DEAD,
    strike: async (lab) => {
      const outage = await lab.faults.cloud({ kind: "lambda-outage" });
      const start = await cutPower(lab);
      return async () => {
        await outage.undo();
        await start();
      };
    },
  },
  "api-throttle": {
    does: "throttles two calls to EC2, and cuts the primary hub's power",
    mending: "start-primary",
    ending: THROTTLED,
    strike: async (lab) => {
      await lab.faults.cloud({ kind: "throttle", operation: "ec2:*", count: 2 });
      return cutPower(lab);
    },
  },
  "lost-event": {
    does: "loses every event of EC2 and CloudWatch, and stops the primary hub's instance",
    mending: "start-primary",
    ending: PLANNED,
    strike: async (lab) => {
      await lab.faults.cloud({ kind: "event-lost", source: "aws.*" });
      return stopPrimary(lab);
    },
  },
  "duplicate-events": {
    does: "delivers every event twice, and stops the primary hub's instance",
    mending: "start-primary",
    ending: PLANNED,
    strike: async (lab) => {
      await lab.faults.cloud({ kind: "event-duplicated", source: "*", ms: 300 });
      return stopPrimary(lab);
    },
  },
  "both-down": {
    does: "stops both hubs' instances, the standby first",
    mending: "start-both",
    ending: "both-down",
    strike: async (lab) => {
      const names = lab.plan.hubs.map(({ name }) => name);
      for (const name of names.toReversed()) await lab.stop(name);
      return async () => void (await Promise.all(names.map((name) => lab.start(name))));
    },
  },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof faults;

/** The reference configuration has no agents and no hub link: what can be done to it is what EC2 itself notices. */
export const referenceFaults: readonly FaultName[] = ["stop-primary", "kill-primary"];
