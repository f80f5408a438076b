// How much of an independent test suite LocalCloud passes: moto's own tests (https://github.com/getmoto/moto), unchanged, from a clone.
// Once as AWS is, once with `--lenient moto`. https://docs.getmoto.org/en/latest/docs/server_mode.html
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { createLocalCloud, delayProfiles } from "../src/cloud/index.ts";
import { createRunner, packageRoot } from "../src/system/index.ts";
import { describeMachine } from "./machine.ts";
import { compare, type Figures, readReport, type TestResult } from "./suite-report.ts";

const { values } = parseArgs({ options: { moto: { type: "string" }, only: { type: "string", default: "" } } });
const runner = createRunner();

/** What LocalCloud imitates of what moto tests: a folder of `tests`, and which of its files. */
const AREAS: readonly { name: string; folder: string; files: RegExp }[] = [
  { name: "EC2 instances", folder: "test_ec2", files: /^test_instances\w*\.py$/ },
  { name: "EC2 addresses", folder: "test_ec2", files: /^test_elastic_ip_addresses\.py$/ },
  { name: "EC2 security groups", folder: "test_ec2", files: /^test_security_groups\.py$/ },
  { name: "EC2 tags", folder: "test_ec2", files: /^test_tags\.py$/ },
  { name: "EventBridge", folder: "test_events", files: /^test_\w+\.py$/ },
  { name: "CloudWatch", folder: "test_cloudwatch", files: /^test_\w+\.py$/ },
  { name: "CloudWatch Logs", folder: "test_logs", files: /^test_\w+\.py$/ },
];
const MODES = { "as AWS": {}, "--lenient moto": { lenient: "moto" as const } };
type Mode = keyof typeof MODES;

/** What moto's tests sign with, and the account that they expect (moto/core/models.py). */
const SUITE = {
  rootCredentials: { accessKeyId: "FOOBARKEY", secretAccessKey: "FOOBARSECRET" },
  accountId: "123456789012",
  region: "us-east-1",
};
const AREA_TIMEOUT_MS = 1_800_000;

/** Why there is nothing to run; undefined when there is. */
async function obstacle(folder: string | undefined): Promise<string | undefined> {
  if (!folder) return "--moto FOLDER names a clone of https://github.com/getmoto/moto";
  const tests = await readdir(join(folder, "tests")).catch(() => undefined);
  if (!tests) return `${folder} has no folder tests`;
  const { code } = await runner.run(["python3", "-c", "import pytest, boto3, moto, freezegun"]);
  return code === 0 ? undefined : "python3 lacks pytest, boto3, moto or freezegun";
}

async function filesOf(moto: string, { folder, files }: (typeof AREAS)[number]): Promise<string[]> {
  const all = await readdir(join(moto, "tests", folder)).catch(() => []);
  const wanted = all.filter((name) => files.test(name)).sort();
  return wanted.map((name) => join("tests", folder, name)).filter((path) => path.includes(values.only));
}

/** Runs the files against a LocalCloud that begins anew before each test. */
async function runSuite(moto: string, files: readonly string[], mode: Mode): Promise<TestResult[]> {
  const work = await mkdtemp(join(tmpdir(), "hubshift-suite-"));
  const options = { profile: delayProfiles.instant, workDir: join(work, "cloud"), resettable: true };
  const cloud = await createLocalCloud({ ...SUITE, ...options, ...MODES[mode] });
  const report = join(work, "report.xml");
  // The traceback's local variables tell what a test had caught; nothing is left in the clone.
  const flags = ["-q", "--showlocals", "-p", "no:cacheprovider", "-p", "no:benchmark", `--junitxml=${report}`];
  const env = { TEST_SERVER_MODE: "true", TEST_SERVER_MODE_ENDPOINT: cloud.url, PYTHONDONTWRITEBYTECODE: "1" };
  try {
    const argv = ["python3", "-m", "pytest", ...flags, ...files];
    const { code, stdout, timedOut } = await runner.run(argv, { cwd: moto, env, timeoutMs: AREA_TIMEOUT_MS });
    // 1 is that tests failed; whatever else, that they could not be run.
    if (code > 1)
      throw new Error(`pytest ${timedOut ? "took too long" : `ended with ${code}`}:\n${stdout.slice(-2000)}`);
    return readReport(await readFile(report, "utf8"));
  } finally {
    await cloud.close();
    await rm(work, { recursive: true, force: true });
  }
}

interface AreaFigures extends Figures {
  area: string;
  failed: Record<string, Record<string, string>>;
  notApplicable: Record<string, string>;
}

async function measure(moto: string, area: string, files: readonly string[]): Promise<AreaFigures> {
  const runs: Record<string, TestResult[]> = {};
  for (const mode of Object.keys(MODES) as Mode[]) {
    runs[mode] = await runSuite(moto, files, mode);
    console.error(`${area}, ${mode}: ${runs[mode].length} tests`);
  }
  const reasons = (results: readonly TestResult[], outcome: TestResult["outcome"]) =>
    Object.fromEntries(results.flatMap((one) => (one.outcome === outcome ? [[one.test, one.reason ?? ""]] : [])));
  const notApplicable = reasons(Object.values(runs).flat(), "not applicable");
  const failed = Object.fromEntries(
    Object.entries(runs).map(([mode, results]) => [
      mode,
      reasons(
        results.filter(({ test }) => !Object.hasOwn(notApplicable, test)),
        "failed",
      ),
    ]),
  );
  return { area, ...compare(runs), failed, notApplicable };
}

function show(areas: readonly AreaFigures[]): void {
  const sum = (figure: (area: AreaFigures) => number) => areas.reduce((all, area) => all + figure(area), 0);
  const applicable = sum((area) => area.applicable);
  for (const mode of Object.keys(MODES)) {
    for (const [test, reason] of areas.flatMap(({ failed }) => Object.entries(failed[mode] ?? {}))) {
      console.log(`${mode}: ${test}: ${reason}`);
    }
  }
  for (const { area, passed, applicable, total } of areas) {
    const counts = Object.entries(passed).map(([mode, count]) => `${count} ${mode}`);
    console.log(`${area}: of ${applicable} applicable ones (${total} in all) passed ${counts.join(", ")}`);
  }
  for (const mode of Object.keys(MODES)) {
    const passed = sum((area) => area.passed[mode] ?? 0);
    console.log(`${mode}: ${passed} of ${applicable} passed, ${((100 * passed) / applicable).toFixed(1)} %`);
  }
}

async function keep(at: Date, areas: readonly AreaFigures[]): Promise<void> {
  const { stdout: moto } = await runner.run(["python3", "-c", "import moto; print(moto.__version__, end='')"]);
  const folder = join(packageRoot(), "bench/results");
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${at.toISOString().slice(0, 16).replaceAll(":", "")}Z-suite.json`);
  const summary = { at: at.toISOString(), moto, machine: await describeMachine(runner), areas };
  await writeFile(file, `${JSON.stringify(summary, null, 2)}\n`);
  console.log(`results: ${file}`);
}

async function main(): Promise<void> {
  const at = new Date();
  const missing = await obstacle(values.moto);
  if (missing) return console.log(`skipped: ${missing}`);
  const moto = resolve(values.moto ?? "");
  const areas: AreaFigures[] = [];
  for (const area of AREAS) {
    const files = await filesOf(moto, area);
    if (files.length > 0) areas.push(await measure(moto, area.name, files));
  }
  if (!areas.some(({ applicable }) => applicable > 0)) throw new Error(`${moto}: no test that LocalCloud could pass`);
  show(areas);
  if (values.only === "") await keep(at, areas);
}

await main();
