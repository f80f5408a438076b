import { spawnSync } from "node:child_process";
import { closeSync, lstatSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../src/system/index.ts";
import { emptyFolder, run } from "./run.ts";

const program = join(packageRoot(), "bin/hubshift.js");
const example = join(packageRoot(), "examples/dc1/wan.yaml");
const ADDRESS = ["--hub-address", "203.0.113.10"];

/** Runs the program itself, with `stdout` as its standard output. */
function piped(argv: readonly string[], stdout: number | "pipe") {
  const { status, stderr } = spawnSync("node", [program, ...argv], {
    stdio: ["ignore", stdout, "pipe"],
    encoding: "utf8",
  });
  return { status, stderr };
}

describe("a result that cannot be written", () => {
  it.each([["--help"], ["check", "--schema"], ["plan", "--hosts", "--json", "--wan", example]])(
    "%s: is an error with a reason, and no stack",
    (...argv) => {
      const full = openSync("/dev/full", "w");
      try {
        expect(piped(argv, full)).toEqual({
          status: 1,
          stderr:
            "error: the result cannot be written (ENOSPC)\nhint: look where standard output leads: a full disk, for example\n",
        });
      } finally {
        closeSync(full);
      }
    },
  );
});

describe("a place that cannot be written to", () => {
  it.each([
    ["render", ["render", "--out", "taken", ...ADDRESS], "ENOTDIR"],
    ["synth", ["synth", "--out", "taken"], "EEXIST"],
    ["synth into a folder that has a folder cdk.out", ["synth", "--out", "."], "EISDIR"],
  ])("%s: is named with the reason", async (_, argv, reason) => {
    const cwd = emptyFolder();
    await run(["init"], { cwd });
    writeFileSync(join(cwd, "taken"), "mine");
    if (reason === "EISDIR") expect((await run(["synth"], { cwd })).code).toBe(0);
    const { code, stderr } = await run(argv, { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(`error: ${argv[2]}: cannot be written (${reason})\nhint: check that its folder exists`);
  });

  it("a device stays one, also for root", async () => {
    const cwd = emptyFolder();
    await run(["init"], { cwd });
    spawnSync("mkfifo", [join(cwd, "pipe")]);
    expect(await run(["export", "SITE1", ...ADDRESS, "--out", "pipe"], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("error: pipe: cannot be written (no ordinary file)\n"),
    });
    expect(lstatSync(join(cwd, "pipe")).isFIFO()).toBe(true);
  });
});
