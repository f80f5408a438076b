import type { Decision, HubState, LiveState, ReasonCode } from "./types.ts";

export function byRole({ hubs: [a, b] }: LiveState): [primary: HubState, standby: HubState] {
  return a.role === "primary" ? [a, b] : [b, a];
}

/** The hub that holds the address; undefined when nobody does, or a stranger. */
export function holderOf({ hubs, address }: LiveState): HubState | undefined {
  return hubs.find((hub) => hub.instanceId === address.holder);
}

export const running = (hub: HubState): boolean => hub.state === "running";

/** Status checks that have no result yet do not speak against a hub. */
export const works = (hub: HubState): boolean => running(hub) && hub.healthy !== false;

export function describe(hub: HubState): string {
  return `${hub.name} is ${hub.state}${hub.healthy === false ? " and impaired" : ""}`;
}

export function move(to: HubState, code: ReasonCode, text: string): Decision {
  return { action: "move", to: to.instanceId, toName: to.name, reason: { code, text } };
}

export function none(code: ReasonCode, text: string): Decision {
  return { action: "none", reason: { code, text } };
}

export function alert(code: ReasonCode, text: string): Decision {
  return { action: "alert", reason: { code, text } };
}

/** The address has a holder, and it is none of the hubs. */
export function foreignHolder({ address }: LiveState): Decision {
  return alert(
    "foreign-holder",
    `${address.holder} holds the address and is none of the hubs: somebody moved it by hand.`,
  );
}
