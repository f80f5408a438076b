import { HubshiftError, hubshiftError } from "../errors/index.ts";
import { generateKeyPair, type KeyPair } from "../keys/index.ts";
import type { HubPlan, WanPlan } from "../plan/index.ts";
import type { Reach } from "../reach/index.ts";
import type { Clock } from "../system/index.ts";
import { isDone, isUsed, planSwitch, stagedKey } from "./judge.ts";
import { look } from "./look.ts";
import { discardStaged, stageKey } from "./scripts.ts";
import { answerOf } from "./steps.ts";
import { rotateTunnel } from "./tunnel.ts";
import type {
  End,
  KeyStore,
  RotationResult,
  Subject,
  TunnelEnds,
  TunnelResult,
  TunnelState,
  TunnelSwitch,
} from "./types.ts";

export interface RotationOptions {
  plan: WanPlan;
  subject: Subject;
  hosts: Reach;
  store: KeyStore;
  clock: Clock;
  /** Ends the rotation between two tunnels, never within one. */
  signal: AbortSignal;
  onStep(text: string): void;
}

/** The public key that comes, and whether an earlier rotation has brought it. */
interface NewKey {
  next: string;
  resumed: boolean;
}

/** What the rotation of a subject is called in a command line. */
export const nameOf = (subject: Subject): string => (subject.kind === "site" ? subject.site : "hubs");

/**
 * Replaces a key pair tunnel by tunnel, each proved by a handshake before anything is written; a rotation that was broken off is gone on
 * with. Stops at the first tunnel that keeps its old key: the ones before keep the new one, and so do both hubs on their interfaces, since
 * each interface has a key of its own. Throws what kept it from beginning: nothing is changed then.
 */
export async function rotateKeys(options: RotationOptions): Promise<RotationResult> {
  const { plan, subject, hosts, store, onStep } = options;
  onStep("looking at every end");
  const tunnels: TunnelState[] = [];
  for (const ends of tunnelsOf(plan, subject)) tunnels.push(await lookAtTunnel(hosts, ends));
  const key = await prepare(options, tunnels);
  const results = await switchAll(options, tunnels, key);
  const pass = results.length > 0 && results.every(({ outcome }) => outcome === "rotated");
  const untouched = results.every(({ outcome }) => outcome === "kept" || outcome === "waiting");
  if (pass) await store.commit();
  if (pass || untouched) await discardAll(hosts, ownHosts(plan, subject));
  // Not before the hosts: what waits there must be known here.
  if (untouched) await store.discard();
  return { subject: nameOf(subject), pass, resumed: key.resumed, tunnels: results };
}

/** The hosts whose private key is replaced. The first one's copy of the new key tells others that a rotation is on. */
function ownHosts({ hubs }: WanPlan, subject: Subject): string[] {
  return subject.kind === "site" ? [subject.site] : hubs.map(({ name }) => name);
}

/** The tunnels that the key is used in. */
function tunnelsOf({ sites, hubs }: WanPlan, subject: Subject): TunnelEnds[] {
  const [primary, standby] = hubs;
  const concerned = sites.filter(({ name }) => subject.kind === "hubs" || name === subject.site);
  return concerned.map(({ name, tunnel }) => {
    const endAt = (hub: HubPlan): End => ({
      host: hub.name,
      interface: hub.tunnels.find(({ site }) => site === name)?.interface ?? "",
    });
    return { site: { host: name, interface: tunnel.interface }, hubs: [endAt(primary), endAt(standby)] };
  });
}

async function lookAtTunnel(hosts: Reach, { site, hubs: [primary, standby] }: TunnelEnds): Promise<TunnelState> {
  const [seen, ...hubs] = await Promise.all([look(hosts, site), look(hosts, primary), look(hosts, standby)]);
  return { site: seen, hubs };
}

/** Sees that the rotation can be, and puts the new key where it will be needed. */
async function prepare(
  { plan, subject, hosts, store, onStep }: RotationOptions,
  tunnels: readonly TunnelState[],
): Promise<NewKey> {
  const own = ownHosts(plan, subject);
  const waiting = stagedKey(subject, tunnels);
  if (waiting !== undefined && isUsed(waiting, tunnels)) {
    if (store.current !== undefined && ![store.current, store.staged].includes(waiting))
      throw hubshiftError("rotation-file-differs", { file: store.file, hosts: own.join(" and ") });
    for (const tunnel of tunnels) planSwitch(subject, tunnel, waiting, true);
    return { next: waiting, resumed: true };
  }
  const pair = generateKeyPair();
  for (const tunnel of tunnels) checkStore(store, planSwitch(subject, tunnel, pair.publicKey, false));
  // It was broken off before the first switch.
  if (waiting !== undefined) await discardAll(hosts, own);
  onStep("putting the new key beside the old one");
  await stage(hosts, own, store, pair);
  return { next: pair.publicKey, resumed: false };
}

/** The hosts were made from the keys of this folder. */
function checkStore({ current, file }: KeyStore, { old, owner }: TunnelSwitch): void {
  if (current === undefined || current === old) return;
  throw hubshiftError("rotation-file-differs", { file, hosts: owner.host });
}

/**
 * Puts the new key onto every host that it is for, or onto none. The first one lets nobody else in, so the store is written after it. There
 * the key may stay: until a host has it nobody uses it, and the next rotation replaces it.
 */
async function stage(hosts: Reach, own: readonly string[], store: KeyStore, pair: KeyPair): Promise<void> {
  const placed: string[] = [];
  try {
    for (const host of own) {
      await answerOf(hosts, host, stageKey(), "keep the new key", `${pair.privateKey}\n`);
      placed.push(host);
      if (placed.length === 1) await store.stage(pair);
    }
  } catch (error) {
    await discardAll(hosts, placed);
    throw error;
  }
}

async function discardAll(hosts: Reach, own: readonly string[]): Promise<void> {
  for (const host of own) await answerOf(hosts, host, discardStaged(), "forget the staged key");
}

/** One tunnel after the other, so that at most one site stands still at a time. */
async function switchAll(
  options: RotationOptions,
  tunnels: readonly TunnelState[],
  key: NewKey,
): Promise<TunnelResult[]> {
  const results: TunnelResult[] = [];
  let goesOn = true;
  for (const tunnel of tunnels) {
    goesOn &&= !options.signal.aborted;
    const result = await switchOne(options, tunnel, key, goesOn);
    goesOn &&= result.outcome === "rotated";
    results.push(result);
  }
  return results;
}

async function switchOne(
  { subject, hosts, clock, onStep }: RotationOptions,
  tunnel: TunnelState,
  { next, resumed }: NewKey,
  goesOn: boolean,
): Promise<TunnelResult> {
  const { site, hub, old } = planSwitch(subject, tunnel, next, resumed);
  const facts = { site, hub, old, next, pauseMs: undefined, reason: undefined };
  if (resumed && isDone(subject, tunnel, next)) return { ...facts, outcome: "rotated" };
  if (!goesOn) return { ...facts, outcome: "waiting" };
  onStep(`switching ${site} at ${hub}`);
  try {
    // The address may have moved since the first tunnel was switched.
    const planned = planSwitch(subject, await lookAtTunnel(hosts, tunnel), next, resumed);
    return await rotateTunnel(hosts, planned, clock);
  } catch (error) {
    if (error instanceof HubshiftError)
      return { ...facts, outcome: resumed ? "broken" : "kept", reason: error.message };
    throw error;
  }
}
