import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { measureOutage } from "../../src/drill/gaps.ts";
import { pairsOf } from "../../src/drill/pairs.ts";
import { type Probes, startProbes } from "../../src/drill/probes.ts";
import { createLab, type Lab } from "../../src/lab/index.ts";
import { type Reach, reachLab } from "../../src/reach/index.ts";
import { type RotationResult, rotateKeys, type Subject } from "../../src/rotation/index.ts";
import { discardStaged, takeKey } from "../../src/rotation/scripts.ts";
import { systemClock } from "../../src/system/index.ts";
import { eventually, planOf, printed } from "./lab.support.ts";

const [primary, standby] = ["DC1-SP1", "DC1-SP2"];
const hubs = [primary, standby];
const STAGED = "/etc/wireguard/hubshift-next.key";
const siteNames = ["SITE1-LF1", "SITE2-LF1", "SITE3-LF1"];

describe.each(["hot-standby", "reference"] as const)(
  "in %s a key is rotated under probes and no packet is lost",
  (profile) => {
    let lab: Lab;
    let probes: Probes;
    let folder: string;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "hubshift-rotate-"));
      lab = await createLab({ name: `test-rotate-${process.pid}`, plan: planOf("dc1", profile), cloud: "instant" });
      expect(await lab.waitEstablished(60_000)).toMatchObject({ established: true });
      if (profile === "hot-standby") expect(await lab.waitReady(30_000)).toMatchObject({ ready: true });
      probes = startProbes(lab, pairsOf(lab.plan, String), folder);
      expect((await probes.untilAllAnswer(Date.now(), 30_000)).value).toBe(true);
    });

    afterAll(async () => {
      await probes?.stop();
      await lab?.down();
      rmSync(folder, { recursive: true, force: true });
    });

    const rotate = (subject: Subject, hosts: Reach = reachLab(lab)): Promise<RotationResult> =>
      rotateKeys({
        plan: lab.plan,
        subject,
        hosts,
        store: {
          file: "",
          current: undefined,
          staged: undefined,
          stage: async () => undefined,
          commit: async () => undefined,
          discard: async () => undefined,
        },
        clock: systemClock,
        signal: new AbortController().signal,
        onStep: () => undefined,
      });
    const site = (name: string): Subject => ({ kind: "site", site: name });

    const shown = async (host: string, device: string, what: string) =>
      (await printed(lab, host, "wg", "show", device, what)).trim();
    const tunnel = (name: string) => lab.plan.hubs[0].tunnels.find((one) => one.site === name)?.interface ?? "";
    /** The key that a host's file has, public. */
    const written = async (host: string, device: string) =>
      (
        await printed(lab, host, "sh", "-c", `sed -n 's/^PrivateKey = //p' /etc/wireguard/${device}.conf | wg pubkey`)
      ).trim();
    const files = (host: string) =>
      printed(lab, host, "sh", "-c", "cd /etc/wireguard && sha256sum * && stat -c '%n %a' *");
    const allFiles = () => Promise.all([...hubs, ...siteNames].map(files));

    /** What every pair lost since `from`, once all of them answer again. */
    async function lostSince(from: number): Promise<{ pairs: number; sent: number; lost: number; gapMs: number }> {
      expect((await probes.untilAllAnswer(Date.now(), 20_000)).value).toBe(true);
      const outages = probes.probes.map(({ replies }) => measureOutage(replies, { from, to: Date.now() }));
      return {
        pairs: outages.length,
        sent: Math.min(...outages.map(({ sent }) => sent)),
        lost: outages.reduce((sum, { lost }) => sum + lost, 0),
        gapMs: Math.round(Math.max(...outages.map(({ gap }) => gap.to - gap.from))),
      };
    }

    it.each(siteNames)(
      "of %s, which has the new key afterwards, in use and in the files of all three hosts",
      async (name) => {
        const device = tunnel(name);
        const old = await shown(name, "wg0", "public-key");
        const from = Date.now();
        const result = await rotate(site(name));
        expect(result).toMatchObject({ pass: true, resumed: false, tunnels: [{ site: name, hub: primary, old }] });
        const next = result.tunnels[0]?.next ?? "";
        expect(next).not.toBe(old);
        expect(await shown(name, "wg0", "public-key")).toBe(next);
        expect(await written(name, "wg0")).toBe(next);
        for (const hub of hubs) {
          expect(await shown(hub, device, "peers"), hub).toBe(next);
          expect(await printed(lab, hub, "cat", `/etc/wireguard/${device}.conf`)).toContain(`PublicKey = ${next}\n`);
        }
        const { pairs, sent, lost } = await lostSince(from);
        expect(pairs).toBe(9);
        expect(sent).toBeGreaterThan(10);
        expect(lost).toBe(0);
      },
    );

    it("of the hubs, which share the new one afterwards on every tunnel", async () => {
      const from = Date.now();
      const result = await rotate({ kind: "hubs" });
      expect(result).toMatchObject({ pass: true, resumed: false });
      expect(result.tunnels.map(({ site: name, outcome }) => [name, outcome])).toEqual(
        siteNames.map((name) => [name, "rotated"]),
      );
      const keys = new Set(result.tunnels.map(({ next }) => next));
      for (const name of siteNames) {
        keys.add(await shown(name, "wg0", "peers"));
        for (const hub of hubs) {
          keys.add(await shown(hub, tunnel(name), "public-key"));
          keys.add(await written(hub, tunnel(name)));
        }
      }
      expect([...keys]).toHaveLength(1);
      const { lost } = await lostSince(from);
      expect(lost).toBe(0);
    });

    it("and leaves no staged key, and no file that others may read", async () => {
      for (const host of [...hubs, ...siteNames]) {
        expect((await lab.run(host, ["test", "-e", STAGED])).code, host).toBe(1);
        expect(await printed(lab, host, "find", "/etc/wireguard", "-type", "f", "!", "-perm", "600")).toBe("");
      }
    });

    it("and goes back to the old key when the new one cannot be proved", async () => {
      const before = await allFiles();
      const old = await shown("SITE2-LF1", "wg0", "public-key");
      const honest = reachLab(lab);
      // The site says that it has taken the new key, and has not.
      const liar: Reach = {
        ...honest,
        run: (host, argv, options) =>
          honest.run(host, host === "SITE2-LF1" && argv.at(-1) === "trial" ? ["true"] : argv, options),
      };
      const result = await rotate(site("SITE2-LF1"), liar);
      expect(result).toMatchObject({ pass: false, tunnels: [{ outcome: "kept" }] });
      expect(result.tunnels[0]?.reason).toContain("no handshake with the key");
      expect(await allFiles()).toEqual(before);
      for (const hub of hubs) expect(await shown(hub, tunnel("SITE2-LF1"), "peers")).toBe(old);
      expect((await probes.untilAllAnswer(Date.now(), 20_000)).value).toBe(true);
    });

    it("and refuses while another one may run, but goes on with one that was broken off in the middle", async () => {
      const half = `umask 077; wg genkey >${STAGED}; wg set wg0 private-key ${STAGED}; wg pubkey <${STAGED}`;
      const next = (await printed(lab, "SITE3-LF1", "sh", "-c", half)).trim();
      await expect(rotate(site("SITE3-LF1"))).rejects.toMatchObject({ code: "rotation-running" });
      await printed(lab, "SITE3-LF1", "touch", "-d", "2 minutes ago", STAGED);
      await expect(rotate({ kind: "hubs" })).rejects.toMatchObject({ code: "rotation-unfinished" });
      const result = await rotate(site("SITE3-LF1"));
      expect(result).toMatchObject({ pass: true, resumed: true, tunnels: [{ next, outcome: "rotated" }] });
      expect(await shown(primary, tunnel("SITE3-LF1"), "peers")).toBe(next);
      expect((await probes.untilAllAnswer(Date.now(), 20_000)).value).toBe(true);
    });

    if (profile === "hot-standby")
      it("and the standby serves with the new keys, and a hub that was off comes back with them", async () => {
        expect(await lab.waitReady(30_000)).toMatchObject({ ready: true });
        expect((await probes.untilAllAnswer(Date.now(), 20_000)).value).toBe(true);
        const keysOf = async (hub: string) =>
          Promise.all(
            siteNames.map(async (name) => [
              await shown(hub, tunnel(name), "public-key"),
              await shown(hub, tunnel(name), "peers"),
            ]),
          );
        const before = await keysOf(primary);
        const from = Date.now();
        await lab.stop(primary);
        expect(await lab.agent(standby)).toMatchObject({ role: "active" });
        const { gapMs } = await lostSince(from);
        expect(gapMs).toBeLessThan(1_000);
        expect(await keysOf(standby)).toEqual(before);
        await lab.start(primary);
        await eventually(
          "active again",
          async () => (await lab.agent(primary))?.role,
          (role) => role === "active",
          30_000,
        );
        expect(await keysOf(primary)).toEqual(before);
        expect((await probes.untilAllAnswer(Date.now(), 20_000)).value).toBe(true);
      });

    it("and the site takes its old key back by itself when whoever rotates it is gone", async () => {
      const old = await shown("SITE2-LF1", "wg0", "public-key");
      await printed(lab, "SITE2-LF1", "sh", "-c", `umask 077; wg genkey >${STAGED}`);
      await printed(lab, "SITE2-LF1", ...takeKey("wg0", "trial"));
      expect(await shown("SITE2-LF1", "wg0", "public-key")).not.toBe(old);
      await eventually(
        "the old key is back",
        () => shown("SITE2-LF1", "wg0", "public-key"),
        (key) => key === old,
        15_000,
      );
      expect((await probes.untilAllAnswer(Date.now(), 20_000)).value).toBe(true);
      await printed(lab, "SITE2-LF1", ...discardStaged());
    });

    it("and changes nothing when the site is off", async () => {
      await lab.stop("SITE1-LF1");
      const before = await Promise.all(hubs.map(files));
      await expect(rotate(site("SITE1-LF1"))).rejects.toMatchObject({ code: "lab-host-off" });
      await expect(rotate({ kind: "hubs" })).rejects.toMatchObject({ code: "lab-host-off" });
      expect(await Promise.all(hubs.map(files))).toEqual(before);
      await lab.start("SITE1-LF1");
      expect(await lab.waitEstablished(60_000)).toMatchObject({ established: true });
    });
  },
);
