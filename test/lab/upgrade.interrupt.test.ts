import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { DescribeAddressesCommand, DescribeInstancesCommand, type Instance } from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, expect, it } from "vitest";
import { faults } from "../../src/drill/faults.ts";
import { measureOutage } from "../../src/drill/gaps.ts";
import { pairsOf } from "../../src/drill/pairs.ts";
import { type Probes, startProbes } from "../../src/drill/probes.ts";
import { attachLab, downLab, type LabStatus, listLabs } from "../../src/lab/index.ts";
import type { WanPlan } from "../../src/plan/index.ts";
import { createRunner, packageRoot, type Running } from "../../src/system/index.ts";
import { ec2Of, eventually, expectSuccess } from "./lab.support.ts";

const name = `test-upgrade-${process.pid}`;
const [PRIMARY, STANDBY] = ["DC1-SP1", "DC1-SP2"];
/** The built program, as a user starts it: signals reach a process, not a function. */
const program = [process.execPath, join(packageRoot(), "bin/hubshift.js"), "--profile", "hot-standby"];
const IMAGE = ["--parameter", "HubImage=/aws/service/debian/release/13/latest/amd64"];
/** BGP comes up in seconds; an alarm that is just made needs up to two of CloudWatch's minutes. */
const SETTLED_MS = 120_000;
const AGAIN = `\`hubshift upgrade --lab ${name} ${IMAGE.join(" ")}\` goes on`;

let folder: string;
let lab: LabStatus;
let plan: WanPlan;
let probes: Probes;

const spawn = (...argv: string[]): Running => createRunner().spawn([...program, ...argv], { cwd: folder });

async function hubshift(...argv: string[]) {
  return createRunner().run([...program, ...argv, "--json"], { cwd: folder, timeoutMs: SETTLED_MS + 60_000 });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hubshift-upgrade-"));
  copyFileSync(join(packageRoot(), "examples/dc1/wan.yaml"), join(folder, "wan.yaml"));
  for (const argv of [
    ["lab", "up", "--bare", "--name", name],
    ["deploy", "--lab", name],
    ["validate", "--lab", name, "--wait", String(SETTLED_MS / 1_000)],
  ])
    expectSuccess(argv.join(" "), await hubshift(...argv));
  const attached = await attachLab(name);
  [lab, plan] = [await attached.status(), await attached.plan()];
  const inHost = (host: string, argv: readonly string[]) => spawn("lab", "exec", "--name", name, host, "--", ...argv);
  probes = startProbes({ spawn: inHost }, pairsOf(plan, String), folder);
  expect((await probes.untilAllAnswer(Date.now(), 30_000)).value).toBe(true);
});

afterAll(async () => {
  await probes?.stop();
  if ((await listLabs()).some((one) => one.name === name)) await downLab(name);
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the upgrade and sends it Ctrl-C as soon as it begins `stage`. */
async function upgrade(stage?: string): Promise<{ said: string; code: number | undefined; broke: boolean }> {
  const running = spawn("upgrade", "--lab", name, "--yes", ...IMAGE);
  const said: string[] = [];
  let broke = false;
  for await (const line of createInterface({ input: running.stderr as NodeJS.ReadableStream })) {
    said.push(line);
    if (broke || line !== `❯ ${stage}`) continue;
    broke = true;
    running.kill("SIGINT");
  }
  return { said: said.join("\n"), code: (await running.exited).code, broke };
}

/** Who holds the address and which hubs run, as EC2 tells once CloudFormation has ended what it had begun. */
async function truth() {
  const { cloudUrl: endpoint, region, credentials } = lab;
  const cloudFormation = new CloudFormationClient({ endpoint, region, credentials });
  const ec2 = ec2Of({ cloudUrl: endpoint, credentials, plan });
  const status = async () => {
    const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: "hubshift-dc1" }));
    return Stacks[0]?.StackStatus ?? "";
  };
  await eventually("the stack rests", status, (seen) => /^(CREATE|UPDATE)_COMPLETE$/.test(seen), 10_000);
  const Filters = [{ Name: "tag:hubshift:wan", Values: ["dc1"] }];
  const [{ Reservations = [] }, { Addresses = [] }] = await Promise.all([
    ec2.send(new DescribeInstancesCommand({ Filters })),
    ec2.send(new DescribeAddressesCommand({ Filters })),
  ]);
  cloudFormation.destroy();
  ec2.destroy();
  const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
  const nameOf = ({ Tags = [] }: Instance) => Tags.find(({ Key }) => Key === "Name")?.Value ?? "";
  const holder = instances.find(({ InstanceId }) => InstanceId === Addresses[0]?.InstanceId);
  const running = instances.filter(({ State }) => State?.Name === "running").map(nameOf);
  return { holder: holder && nameOf(holder), running: running.sort() };
}

/** The same as `status` tells it. */
async function told() {
  const { stdout, stderr } = await hubshift("status", "--lab", name);
  expect(stderr).not.toContain("error:");
  const { holder, checks } = JSON.parse(stdout) as {
    holder: string;
    checks: { section: string; name: string; text: string; advice?: { do: string } }[];
  };
  const hubs = checks.filter(({ section }) => section === "hub");
  expect(hubs.map((hub) => hub.name)).toEqual([PRIMARY, STANDBY]);
  const gone = hubs.filter(({ text }) => text.includes("terminated"));
  for (const { advice } of gone) expect(advice).toMatchObject({ do: "make-anew" });
  return { holder, running: hubs.filter(({ text }) => text.includes("running")).map((hub) => hub.name) };
}

it("an upgrade that Ctrl-C breaks off at any stage says where it stands, leaves a hub that serves and a status that is true, and goes on to its end with no gap as long as a failover's", {
  timeout: 240_000,
}, async () => {
  const from = Date.now();
  const stages = [
    [`${STANDBY}: maintenance on`, PRIMARY],
    [`remove the instance of ${STANDBY}`, PRIMARY],
    [`make ${STANDBY} anew`, PRIMARY],
    [`wait until ${STANDBY} is ready`, PRIMARY],
    [`${PRIMARY}: maintenance on`, PRIMARY],
    [`remove the instance of ${PRIMARY}`, STANDBY],
    [`make ${PRIMARY} anew`, STANDBY],
  ] as const;
  for (const [stage, holder] of stages) {
    const { said, code, broke } = await upgrade(stage);
    expect({ stage, broke, code }, said).toEqual({ stage, broke: true, code: 130 });
    expect(said).toContain(`broken off at "${stage}"`);
    expect(said).toContain(AGAIN);
    const now = await truth();
    expect({ stage, ...now }).toMatchObject({ holder });
    expect({ stage, ...(await told()) }).toEqual({ stage, ...now });
  }
  const { said, code } = await upgrade();
  expect(code, said).toBe(0);
  expect(await truth()).toEqual({ holder: PRIMARY, running: [PRIMARY, STANDBY] });
  const left = await hubshift("upgrade", "--lab", name, "--plan");
  expect(JSON.parse(left.stdout)).toMatchObject({ result: "unchanged", steps: [] });
  expect((await probes.untilAllAnswer(Date.now(), 20_000)).value).toBe(true);
  const outages = probes.probes.map(({ replies }) => measureOutage(replies, { from, to: Date.now() }));
  expect(outages).toHaveLength(9);
  for (const { gap, sent } of outages) {
    expect(sent).toBeGreaterThan(400);
    expect(gap.to - gap.from).toBeLessThan(faults["kill-primary"].ending.instant);
  }
});
