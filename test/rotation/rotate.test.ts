import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HubshiftError } from "../../src/errors/index.ts";
import { generateKeyPair } from "../../src/keys/index.ts";
import { rotateKeys, type Subject } from "../../src/rotation/index.ts";
import { planOf } from "../lab/lab.support.ts";
import { type Failure, memoryStore, publicKeyOf, World } from "./world.ts";

const plan = planOf("dc1");
const [primary] = plan.hubs;
const site: Subject = { kind: "site", site: "SITE2-LF1" };
const hubs: Subject = { kind: "hubs" };

/** Whoever staged a key so many seconds ago does not rotate any more. */
const LONG = 300;

const keyOf = (world: World, subject: Subject): string =>
  publicKeyOf(subject.kind === "site" ? world.device(subject.site, "wg0").own : world.device(primary.name, "wg0").own);

function rotate(
  world: World,
  subject: Subject,
  store = memoryStore(keyOf(world, subject)),
  signal = new AbortController().signal,
) {
  let now = 0;
  const clock = { now: () => now++, sleep: async () => undefined };
  return rotateKeys({ plan, subject, hosts: world.hosts, store, clock, signal, onStep: () => undefined });
}

describe("a rotation", () => {
  it.each([site, hubs])("of %o replaces one pair and leaves the others", async (subject) => {
    const world = new World(plan);
    const before = keyOf(world, subject);
    const other = keyOf(world, subject === site ? hubs : site);
    const store = memoryStore(before);
    const result = await rotate(world, subject, store);
    const next = keyOf(world, subject);
    expect(result).toMatchObject({ pass: true, resumed: false });
    expect(result.tunnels.map((tunnel) => [tunnel.old, tunnel.next])).toEqual(
      (subject === site ? [1] : [1, 2, 3]).map(() => [before, next]),
    );
    expect(next).not.toBe(before);
    expect(keyOf(world, subject === site ? hubs : site)).toBe(other);
    expect(world.isWhole()).toBe(true);
    expect(store).toMatchObject({ current: next, staged: undefined });
  });

  it("sends private keys by standard input alone, and only to the hosts that need them", async () => {
    const world = new World(plan);
    await rotate(world, site);
    const given = world.calls.filter((_, index) => world.stdins[index] !== "");
    expect(given).toEqual(["SITE2-LF1"]);
  });

  it("of the hubs stops at a tunnel that keeps its key, and goes on with the same key later", async () => {
    const world = new World(plan);
    const store = memoryStore(keyOf(world, hubs));
    const device = world.device("SITE2-LF1", "wg0");
    const right = device.own;
    const run = world.hosts.run;
    world.hosts.run = async (host, argv, options) => {
      // The second site proves nothing but the old key.
      if (host === "SITE2-LF1") device.own = argv.includes(store.staged ?? "") ? generateKeyPair().privateKey : right;
      return run(host, argv, options);
    };
    const first = await rotate(world, hubs, store);
    expect(first.tunnels.map(({ outcome }) => outcome)).toEqual(["rotated", "kept", "waiting"]);
    expect(first.tunnels[1]?.reason).toContain("no handshake with the key");
    world.hosts.run = run;
    world.stagedAge = LONG;
    const second = await rotate(world, hubs, store);
    expect(second).toMatchObject({ pass: true, resumed: true });
    expect(second.tunnels.map(({ next }) => next)).toEqual(first.tunnels.map(({ next }) => next));
    expect(world.isWhole()).toBe(true);
  });

  it("that is interrupted before the first switch changes nothing", async () => {
    const world = new World(plan);
    const before = world.keys();
    const result = await rotate(world, hubs, undefined, AbortSignal.abort());
    expect(result).toMatchObject({ pass: false });
    expect(result.tunnels.map(({ outcome }) => outcome)).toEqual(["waiting", "waiting", "waiting"]);
    expect(world.keys()).toBe(before);
    expect(world.isWhole()).toBe(true);
  });

  it("refuses keys of another folder", async () => {
    const world = new World(plan);
    const before = world.keys();
    await expect(rotate(world, site, memoryStore("another"))).rejects.toMatchObject({ code: "rotation-file-differs" });
    expect(world.keys()).toBe(before);
    expect(world.isWhole()).toBe(true);
  });

  const failures = fc
    .array(fc.tuple(fc.nat(100), fc.constantFrom<Failure>("before", "after")), { maxLength: 6 })
    .map((pairs) => new Map(pairs));

  it("that meets any failure of hosts says the truth about each tunnel, and is finished by the same command later", async () => {
    const outcomes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(site, hubs), failures, fc.boolean(), async (subject, failing, moves) => {
        const world = new World(plan, failing);
        const before = world.keys();
        const store = memoryStore(keyOf(world, subject));
        const old = store.current;
        const result = await rotate(world, subject, store).catch((error) => error);
        if (result instanceof Error) expect(result).toBeInstanceOf(HubshiftError);
        else {
          for (const { outcome } of result.tunnels) outcomes.add(outcome);
          if (result.pass) expect(world.isWhole()).toBe(true);
          else if (!result.tunnels.some(({ outcome }: { outcome: string }) => ["rotated", "broken"].includes(outcome)))
            expect(world.keys()).toBe(before);
        }
        world.stagedAge = LONG;
        if (moves) world.serving = plan.hubs[1].name;
        await rotate(world, subject, store).catch((error) => expect(error).toBeInstanceOf(HubshiftError));
        world.heal();
        const again = await rotate(world, subject, store);
        expect(again.pass).toBe(true);
        expect(world.isWhole()).toBe(true);
        expect(keyOf(world, subject)).toBe(store.current);
        expect(store.current).not.toBe(old);
      }),
      { numRuns: 150 },
    );
    expect([...outcomes].sort()).toEqual(["broken", "kept", "rotated", "waiting"]);
  }, 60_000);
});
