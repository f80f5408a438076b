import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { reachLab, reachSsh } from "../../src/reach/index.ts";
import { createRunner, type Runner, type RunOptions, type RunResult } from "../../src/system/index.ts";

const machine = createRunner();

/** An ssh whose host is this machine: the command line goes through a real shell, as sshd gives it to one. Knows nothing but ssh. */
function sshToHere(answer: (remote: string, options: RunOptions) => Promise<RunResult>) {
  const calls: (readonly string[])[] = [];
  const runner: Pick<Runner, "run"> = {
    async run(argv, options = {}) {
      if (argv[0] !== "ssh") throw new Error(`unknown command: ${argv.join(" ")}`);
      calls.push(argv);
      if (argv.includes("-O")) return { argv, code: 0, stdout: "", stderr: "", durationMs: 1, timedOut: false };
      return answer(argv.at(-1) ?? "", options);
    },
  };
  return { calls, runner: runner as Runner };
}

const real = (remote: string, options: RunOptions) => machine.run(["sh", "-c", remote], options);
const controlPath = (argv: readonly string[] | undefined) =>
  (argv ?? []).find((word) => word.startsWith("ControlPath="))?.slice("ControlPath=".length) ?? "";

describe("reachSsh", () => {
  it("brings every word and the input to the host as they are, and its answer back", async () => {
    const reach = reachSsh(sshToHere(real).runner);
    const words = ["a b", "it's", '$HOME "x" `id`', "", "*", "line\nbreak", "-n"];
    const result = await reach.run("DC1-SP1", ["printf", "<%s>", ...words]);
    expect(result).toMatchObject({ code: 0, stdout: words.map((word) => `<${word}>`).join(""), timedOut: false });
    expect(await reach.run("DC1-SP1", ["cat"], { stdin: "secret\n" })).toMatchObject({ stdout: "secret\n" });
    expect(await reach.run("DC1-SP1", ["sh", "-c", "echo no >&2; exit 3"])).toMatchObject({ code: 3, stderr: "no\n" });
    await reach.close();
  });

  it("ends what takes too long, on the host itself", async () => {
    const reach = reachSsh(sshToHere(real).runner);
    expect(await reach.run("DC1-SP1", ["sleep", "20"], { timeoutMs: 1_000 })).toMatchObject({ timedOut: true });
    await reach.close();
  });

  it("asks nobody, shares one connection per host, and takes its sockets away", async () => {
    const { calls, runner } = sshToHere(real);
    const reach = reachSsh(runner, { configFile: "/etc/wan.ssh" });
    await reach.run("DC1-SP1", ["true"]);
    await reach.run("SITE1-LF1", ["true"]);
    const folder = dirname(controlPath(calls[0]));
    expect(controlPath(calls[1])).toBe(controlPath(calls[0]));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(calls[0]?.slice(0, 6)).toEqual(["ssh", "-F", "/etc/wan.ssh", "-T", "-o", "BatchMode=yes"]);
    expect(calls[0]?.slice(-3, -1)).toEqual(["--", "DC1-SP1"]);
    await reach.close();
    expect(calls.slice(2).map((argv) => [...argv.slice(-4, -2), argv.at(-1)])).toEqual([
      ["-O", "exit", "DC1-SP1"],
      ["-O", "exit", "SITE1-LF1"],
    ]);
    expect(existsSync(folder)).toBe(false);
    await reach.close();
    expect(calls).toHaveLength(4);
  });

  it.each([
    { ended: { code: 255, timedOut: false, stderr: "debug\nssh: connect to host x port 22: Connection refused\n" } },
    { ended: { code: 137, timedOut: true, stderr: "" } },
  ])("a host that cannot be asked is an error, not an answer: $ended.code", async ({ ended }) => {
    const { runner } = sshToHere(async (remote) => ({ argv: [remote], stdout: "", durationMs: 5, ...ended }));
    const reach = reachSsh(runner);
    const reason = ended.stderr === "" ? "no answer" : "ssh: connect to host x port 22: Connection refused";
    await expect(reach.run("DC1-SP1", ["true"])).rejects.toMatchObject({
      code: "host-unreachable",
      message: `DC1-SP1 cannot be reached: ${reason}`,
      hint: "make `ssh DC1-SP1 true` work first",
      exitCode: 1,
    });
    await reach.close();
  });
});

describe("reachLab", () => {
  it("passes on what a host of the laboratory is asked and answers", async () => {
    const reach = reachLab({
      async run(host, argv, options) {
        expect([host, argv, options]).toEqual(["SITE1-LF1", ["cat"], { input: "x", timeoutMs: 1_000 }]);
        return { argv, code: 0, stdout: "x", stderr: "", durationMs: 2, timedOut: false };
      },
    });
    const answer = await reach.run("SITE1-LF1", ["cat"], { stdin: "x", timeoutMs: 1_000 });
    expect(answer).toEqual({ code: 0, stdout: "x", stderr: "", durationMs: 2, timedOut: false });
    await reach.close();
  });
});
