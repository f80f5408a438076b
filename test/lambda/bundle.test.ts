import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FakeEc2, PRIMARY, STANDBY } from "../aws/fake-ec2.ts";
import { bundleInto } from "./bundled.ts";
import { environment, runtimeEnvironment, stateChange } from "./invoke.ts";

const LOAD_LIMIT_MS = 400;
/** Twice this, and the operations that nobody calls are back in. */
const SIZE_LIMIT_BYTES = 500_000;
const execute = promisify(execFile);

let outdir: string;

/** Runs a program in a plain Node, in a folder that has no packages above it. */
async function node(program: string, env: Record<string, string> = {}): Promise<string> {
  const { stdout } = await execute(process.execPath, ["--input-type=module", "-e", program], { cwd: outdir, env });
  return stdout;
}

beforeAll(async () => {
  outdir = await mkdtemp(join(tmpdir(), "hubshift-bundle-"));
  await bundleInto(outdir);
});
afterAll(() => rm(outdir, { recursive: true, force: true }));

async function load(
  name: string,
  settings: Record<string, string>,
): Promise<{ handler?: string; ms: number; error?: string }> {
  const program = `const t = performance.now();
    const result = await import("./${name}/index.mjs").then((m) => ({ handler: typeof m.handler }), ({ message: error }) => ({ error }));
    console.log(JSON.stringify({ ...result, ms: performance.now() - t }));`;
  return JSON.parse(await node(program, { ...runtimeEnvironment("http://127.0.0.1:9"), ...settings }));
}

describe.each(["failover", "failback"])("the bundled %s", (name) => {
  it(`loads under plain node in less than ${LOAD_LIMIT_MS} ms`, async () => {
    // The best of three: what else the machine does is not the bundle's.
    const loads = [await load(name, environment), await load(name, environment), await load(name, environment)];
    expect(loads.map((one) => one.handler)).toEqual(["function", "function", "function"]);
    expect(Math.min(...loads.map((one) => one.ms))).toBeLessThan(LOAD_LIMIT_MS);
  });

  it("holds no more of the SDK than it needs", async () => {
    expect((await stat(join(outdir, name, "index.mjs"))).size).toBeLessThan(SIZE_LIMIT_BYTES);
  });

  it("says at once which settings are missing", async () => {
    expect((await load(name, {})).error).toMatch(
      /^The function's environment is wrong: ALLOCATION_ID is missing; PRIMARY_/,
    );
  });
});

it("is one file each, which does its work without any package beside it", async () => {
  expect(await readdir(outdir, { recursive: true })).toHaveLength(4);
  const ec2 = new FakeEc2();
  Object.assign(ec2.state.instances[PRIMARY] ?? {}, { state: "stopped" });
  const program = `const { handler } = await import("./failover/index.mjs");
    await handler(${JSON.stringify(stateChange(PRIMARY, "stopped"))}, { getRemainingTimeInMillis: () => 10_000 });`;
  try {
    const output = await node(program, { ...runtimeEnvironment(await ec2.listen()), ...environment });
    expect(output).toContain('"holder after"');
    expect(ec2.state.holder).toBe(STANDBY);
  } finally {
    await ec2.close();
  }
});

it("is the same, byte for byte, when it is built again", async () => {
  const again = join(outdir, "again");
  await bundleInto(again);
  const [first, second] = await Promise.all(
    [outdir, again].map((folder) => readFile(join(folder, "failover", "index.mjs"))),
  );
  expect(first?.equals(second ?? Buffer.alloc(0))).toBe(true);
});
