import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { faults } from "../../src/drill/faults.ts";
import { measureOutage } from "../../src/drill/gaps.ts";
import { pairsOf } from "../../src/drill/pairs.ts";
import { startProbes } from "../../src/drill/probes.ts";
import { downLab, listLabs } from "../../src/lab/index.ts";
import { createRunner, packageRoot } from "../../src/system/index.ts";
import { example, planOf } from "../plan/wans.ts";
import { eventually, expectSuccess, readyHubs } from "./lab.support.ts";

const name = `test-sites-${process.pid}`;
const program = [process.execPath, join(packageRoot(), "bin/hubshift.js"), "--profile", "hot-standby"];
const THREE_SITES = example("dc1");
const TWO_SITES = THREE_SITES.slice(0, THREE_SITES.indexOf("  - name: SITE3-LF1"));
const NEW_SITE = "SITE3-LF1";

let folder: string;

const hubshift = (...argv: string[]) =>
  createRunner().run([...program, ...argv, "--lab", name], { cwd: folder, timeoutMs: 120_000 });

/** A command in a host. */
const inHost = (host: string, argv: readonly string[]) =>
  createRunner().spawn([...program, "lab", "exec", "--name", name, host, "--", ...argv], { cwd: folder });

async function pings(from: string, source: string, to: string): Promise<boolean> {
  const ping = ["ping", "-c", "1", "-W", "1", "-I", source, to];
  return (await inHost(from, ping).exited).code === 0;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hubshift-sites-"));
  writeFileSync(join(folder, "wan.yaml"), THREE_SITES);
  const up = ["lab", "up", "--bare", "--name", name];
  expectSuccess("lab up", await createRunner().run([...program, ...up], { cwd: folder, timeoutMs: 60_000 }));
  writeFileSync(join(folder, "wan.yaml"), TWO_SITES);
  expectSuccess("deploy", await hubshift("deploy"));
});

afterAll(async () => {
  if ((await listLabs()).some((one) => one.name === name)) await downLab(name);
  rmSync(folder, { recursive: true, force: true });
});

it("an upgrade brings a new site into a WAN that is deployed, and no gap of the others is longer than a planned move's", async () => {
  const planned = (text: string) => planOf(text, { profile: "hot-standby" });
  const [before, after] = [planned(TWO_SITES), planned(THREE_SITES)];
  const [first, second] = before.sites;
  const added = after.sites.find((site) => site.name === NEW_SITE);
  if (!first || !second || !added) throw new Error("the example has other sites");
  // ping ends at once where its source address is not there yet.
  await eventually(
    "the sites reach each other",
    () => pings(first.name, first.loopback, second.loopback),
    Boolean,
    60_000,
  );
  await eventually(
    "both hubs are ready",
    async () => readyHubs((await hubshift("status", "--json")).stdout),
    (ready) => ready.length === 2,
    60_000,
  );
  const probes = startProbes({ spawn: inHost }, pairsOf(before, String), folder);
  try {
    expect((await probes.untilAllAnswer(Date.now(), 30_000)).value).toBe(true);
    expect(await pings(NEW_SITE, added.loopback, first.loopback)).toBe(false);
    const from = Date.now();
    writeFileSync(join(folder, "wan.yaml"), THREE_SITES);
    const upgraded = await hubshift("upgrade", "--yes");
    expectSuccess("upgrade", upgraded);
    expect(upgraded.stderr).toContain(`next: \`hubshift export ${NEW_SITE}\` for its router\n`);
    await eventually("the new site is reached", () => pings(NEW_SITE, added.loopback, first.loopback), Boolean, 30_000);
    const outages = probes.probes.map(({ replies }) => measureOutage(replies, { from, to: Date.now() }));
    expect(outages).toHaveLength(4);
    for (const { gap, sent } of outages) {
      expect(sent).toBeGreaterThan(100);
      expect(gap.to - gap.from).toBeLessThan(faults.upgrade.ending.instant);
    }
  } finally {
    await downLab(name);
    await probes.stop();
  }
});
