import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

/** A LocalCloud of its own, whose one function says its pid and then idles or spins. */
const PROGRAM = `
  import { lambdaHarness } from ${JSON.stringify(resolve(import.meta.dirname, "harness.ts"))};
  const spins = process.argv[2] === "spins";
  const lambda = lambdaHarness();
  await lambda.create("f", "exports.handler = async (e) => { console.log('pid ' + process.pid); while (e.spins); };", { Timeout: 60 });
  const done = lambda.invoke("f", { spins });
  if (!spins) await done;
  setInterval(() => {
    const line = lambda.messages("/aws/lambda/f").find((text) => text.includes("pid "));
    if (line) console.log(JSON.stringify({ pid: Number(line.split("pid ")[1]), workDir: lambda.ctx.workDir }));
  }, 20);
`;

/** A process that is gone, or that only its reaper still sees. */
function isGone(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return true;
  return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.startsWith("Z") ?? false;
}

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hubshift-orphan-"));
  await build({
    stdin: { contents: PROGRAM, resolveDir: import.meta.dirname, loader: "ts" },
    outfile: join(folder, "parent.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function firstLine(parent: ChildProcess): Promise<{ pid: number; workDir: string }> {
  if (!parent.stdout) throw new Error("no output");
  for await (const line of createInterface({ input: parent.stdout })) return JSON.parse(line);
  throw new Error("the parent said nothing");
}

describe("an execution environment whose LocalCloud was killed", () => {
  it.each(["idles", "spins"])("ends while its handler %s", async (what) => {
    const parent = spawn(process.execPath, [join(folder, "parent.mjs"), what], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const { pid, workDir } = await firstLine(parent);
    expect(isGone(pid)).toBe(false);
    parent.kill("SIGKILL");
    try {
      await vi.waitFor(() => expect(isGone(pid)).toBe(true), { timeout: 5000, interval: 20 });
    } finally {
      rmSync(workDir, { recursive: true, force: true });
    }
  });
});
