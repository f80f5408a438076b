import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { packageRoot } from "../../src/system/index.ts";
import type { Check } from "../../src/verify/index.ts";
import { useAws } from "../aws/environment.ts";
import { run } from "../cli/run.ts";
import { type DeployedWan, deployDc1 } from "../stack/deployed.ts";

const FILE = ["--wan", join(packageRoot(), "examples/dc1/wan.yaml")];

let deployed: DeployedWan;

beforeAll(async () => {
  deployed = await deployDc1("reference");
  useAws(deployed.options.endpoint, deployed.options.credentials);
}, 60_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await deployed?.close();
});

const hubshift = (...argv: string[]) => run([...argv, ...FILE]);

async function status(): Promise<{ code: number; well: boolean; holder: string; checks: Check[] }> {
  const { code, stdout } = await hubshift("status", "--json");
  return { code, ...JSON.parse(stdout) };
}

it("a WAN whose hubs have no agent is well without one's word", async () => {
  await vi.waitFor(async () => expect(await status()).toMatchObject({ code: 0, well: true, holder: "DC1-SP1" }), {
    timeout: 20_000,
  });
  const hubs = (await status()).checks.filter(({ section }) => section === "hub");
  expect(hubs.map(({ text }) => text)).toEqual([
    "primary, running, passes EC2's status checks",
    "standby, running, passes EC2's status checks",
  ]);
});

it("its address moves when a person asks, and back", async () => {
  const { code, stdout, stderr } = await hubshift("failover");
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^DC1-SP1 -> DC1-SP2: moved in \d+ ms\n$/),
  });
  expect(stderr).toBe(
    "next: it goes back once DC1-SP1 is started anew, unless failback is manual; `hubshift maintenance on DC1-SP1` keeps it here\n",
  );
  const { well, holder, checks } = await status();
  expect({ well, holder }).toEqual({ well: false, holder: "DC1-SP2" });
  expect(checks.filter(({ verdict }) => verdict === "attention").map(({ advice }) => advice)).toEqual([
    { do: "fail-back" },
  ]);
  expect((await hubshift("failback")).stdout).toMatch(/^DC1-SP2 -> DC1-SP1: moved in \d+ ms\n$/);
  expect(await status()).toMatchObject({ code: 0, well: true, holder: "DC1-SP1" });
});

it("its address moves although each answer to the order is lost, and who asked is told so", async () => {
  const faults = new URL("/_faults", deployed.options.endpoint);
  const fault = { kind: "lost-answer", operation: "ec2:AssociateAddress" };
  await fetch(faults, { method: "POST", body: JSON.stringify(fault) });
  const moved = await hubshift("failover");
  const mended = await (await fetch(faults, { method: "DELETE" })).json();
  expect(mended).toMatchObject([{ fault, hits: 6 }]);
  expect([moved.code, moved.stdout], moved.stderr).toEqual([
    0,
    expect.stringMatching(/^DC1-SP1 -> DC1-SP2: moved in \d+ ms\n$/),
  ]);
  expect((await status()).holder).toBe("DC1-SP2");
  expect((await hubshift("failback")).code).toBe(0);
});

it("a hub in maintenance is left alone", async () => {
  expect((await hubshift("maintenance", "on", "DC1-SP2")).code).toBe(0);
  expect(await hubshift("failover")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("DC1-SP2 is in maintenance"),
  });
  expect((await hubshift("maintenance", "off", "DC1-SP2")).code).toBe(0);
});
