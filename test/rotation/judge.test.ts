import { describe, expect, it } from "vitest";
import { isDone, isUsed, planSwitch, stagedKey } from "../../src/rotation/judge.ts";
import { parseLook } from "../../src/rotation/look.ts";
import type { EndState, Subject, TunnelState } from "../../src/rotation/types.ts";

const [SITE, HUB, NEXT] = ["S", "H", "N"].map((letter) => `${letter.repeat(43)}=`) as [string, string, string];
const site: Subject = { kind: "site", site: "BRANCH" };
const hubs: Subject = { kind: "hubs" };

function end(host: string, own: string, peer: string, handshakeSeconds: number | undefined): EndState {
  return {
    host,
    interface: "wg0",
    own,
    peers: [{ key: peer, handshakeSeconds, preshared: false }],
    written: { own, peer },
    staged: undefined,
  };
}

function tunnel(
  changes: { site?: Partial<EndState>; primary?: Partial<EndState>; standby?: Partial<EndState> } = {},
): TunnelState {
  return {
    site: { ...end("BRANCH", SITE, HUB, 5), ...changes.site },
    hubs: [
      { ...end("HUB-A", HUB, SITE, 5), ...changes.primary },
      { ...end("HUB-B", HUB, SITE, undefined), ...changes.standby },
    ],
  };
}

const at = (host: string) => ({ host, interface: "wg0" });

describe("the switch of a tunnel", () => {
  it("of a site's key begins at the site and is proved by the hub that serves it", () => {
    expect(planSwitch(site, tunnel(), NEXT, false)).toEqual({
      site: "BRANCH",
      hub: "HUB-A",
      owner: at("BRANCH"),
      prover: at("HUB-A"),
      follower: { end: at("HUB-B"), takes: "peer" },
      old: SITE,
      next: NEXT,
      proved: false,
    });
  });

  it("of the hubs' key begins at both hubs and is proved by the site, which alone may be behind NAT", () => {
    expect(planSwitch(hubs, tunnel(), NEXT, false)).toMatchObject({
      owner: at("HUB-A"),
      prover: at("BRANCH"),
      follower: { end: at("HUB-B"), takes: "own" },
      old: HUB,
    });
  });

  it("goes by the youngest handshake, also after a failover", () => {
    const peers = (handshakeSeconds: number) => ({ peers: [{ key: SITE, handshakeSeconds, preshared: false }] });
    const moved = tunnel({ primary: peers(150), standby: peers(20) });
    expect(planSwitch(site, moved, NEXT, false)).toMatchObject({
      hub: "HUB-B",
      follower: { end: at("HUB-A"), takes: "peer" },
      prover: at("HUB-B"),
    });
  });

  const old = { peers: [{ key: SITE, handshakeSeconds: 180, preshared: false }] };
  const preshared = { peers: [{ key: HUB, handshakeSeconds: 5, preshared: true }] };
  it.each<[string, Parameters<typeof tunnel>[0], string]>([
    ["a session that is too old", { primary: old }, "rotation-no-session"],
    ["a preshared key", { site: preshared }, "rotation-preshared"],
    ["a private key that its owner keeps", { site: { written: { own: undefined, peer: HUB } } }, "rotation-own-key"],
    ["a file that says something else", { primary: { written: { own: HUB, peer: NEXT } } }, "rotation-keys-differ"],
    ["a standby with another key", { standby: { own: NEXT } }, "rotation-keys-differ"],
    ["an end without a peer", { standby: { peers: [] } }, "rotation-keys-differ"],
  ])("is refused with %s", (_, changes, code) => {
    expect(() => planSwitch(site, tunnel(changes), NEXT, false)).toThrow(expect.objectContaining({ code }));
  });

  it("may find the new key at some ends when it is gone on with, and then there is no way back once it is written", () => {
    const half = { own: NEXT, peers: [{ key: HUB, handshakeSeconds: 400, preshared: false }] };
    expect(() => planSwitch(site, tunnel({ site: half }), NEXT, false)).toThrow();
    expect(planSwitch(site, tunnel({ site: half }), NEXT, true)).toMatchObject({ old: SITE, proved: false });
    const standby = { written: { own: HUB, peer: NEXT } };
    expect(planSwitch(site, tunnel({ site: half, standby }), NEXT, true)).toMatchObject({ old: SITE, proved: true });
  });
});

describe("a staged key", () => {
  const staged = (ageSeconds: number) => ({ staged: { key: NEXT, ageSeconds } });

  it("is none where nothing waits", () => {
    expect(stagedKey(site, [tunnel()])).toBeUndefined();
  });

  it("belongs to a rotation that may still run, until it was not touched for two minutes", () => {
    expect(() => stagedKey(site, [tunnel({ site: staged(119) })])).toThrow(
      expect.objectContaining({ code: "rotation-running" }),
    );
    expect(stagedKey(site, [tunnel({ site: staged(120) })])).toBe(NEXT);
  });

  it("of somebody else is finished first, by its name", () => {
    const unfinished = (hint: string) =>
      expect.objectContaining({ code: "rotation-unfinished", hint: expect.stringContaining(hint) });
    expect(() => stagedKey(hubs, [tunnel({ site: staged(300) })])).toThrow(unfinished("rotate BRANCH"));
    expect(() => stagedKey(site, [tunnel({ primary: staged(300) })])).toThrow(unfinished("rotate hubs"));
  });

  it("is used as soon as one end has it, and done when all have", () => {
    expect(isUsed(NEXT, [tunnel()])).toBe(false);
    expect(isUsed(NEXT, [tunnel({ site: { own: NEXT } })])).toBe(true);
    const peer = { peers: [{ key: NEXT, handshakeSeconds: 1, preshared: false }] };
    expect(isUsed(NEXT, [tunnel(), tunnel({ standby: peer })])).toBe(true);
    const hub = { ...peer, written: { own: HUB, peer: NEXT } };
    const own = { own: NEXT, written: { own: NEXT, peer: HUB } };
    expect(isDone(site, tunnel({ site: own, primary: hub }), NEXT)).toBe(false);
    expect(isDone(site, tunnel({ site: own, primary: hub, standby: hub }), NEXT)).toBe(true);
  });
});

describe("what a host tells", () => {
  it("is read line by line", () => {
    const text = `own ${SITE}\npeer ${HUB} 7 (none)\nwritten-own ${SITE}\nwritten-peer ${HUB}\nstaged ${NEXT} 90\n`;
    expect(parseLook(at("BRANCH"), text)).toEqual({
      ...end("BRANCH", SITE, HUB, 7),
      staged: { key: NEXT, ageSeconds: 90 },
    });
  });

  it("may be that there is no key, no handshake, or a preshared key", () => {
    const text = `own (none)\npeer ${HUB} - preshared\nwritten-peer \n`;
    expect(parseLook(at("BRANCH"), text)).toMatchObject({
      own: undefined,
      peers: [{ key: HUB, handshakeSeconds: undefined, preshared: true }],
      written: { own: undefined, peer: undefined },
      staged: undefined,
    });
    expect(() => parseLook(at("BRANCH"), "peer")).toThrow(RangeError);
  });
});
