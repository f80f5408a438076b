import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { reachLab, reachSsh } from "../../src/reach/index.ts";
import { createRunner, type Runner, type RunOptions, type RunResult } from "../../src/system/index.ts";

const machine = createRunner();

interface Order {
  argv: readonly string[];
  options: RunOptions;
}

const ended = (argv: readonly string[], more: Partial<RunResult> = {}): RunResult => ({
  argv,
  code: 0,
  stdout: "",
  stderr: "",
  durationMs: 1,
  timedOut: false,
  ...more,
});

/** An ssh whose host is this machine: the command line goes through a real shell, as sshd gives it to one. Knows nothing but ssh. */
function sshToHere(answer: (remote: string, order: Order) => Promise<RunResult> = real) {
  const calls: (readonly string[])[] = [];
  const runner: Pick<Runner, "run"> = {
    async run(argv, options = {}) {
      if (argv[0] !== "ssh") throw new Error(`unknown command: ${argv.join(" ")}`);
      calls.push(argv);
      return argv.includes("-O") ? ended(argv) : answer(argv.at(-1) ?? "", { argv, options });
    },
  };
  return { calls, runner: runner as Runner };
}

const real = (remote: string, { options }: Order) => machine.run(["sh", "-c", remote], options);
const controlPath = (argv: readonly string[] | undefined) =>
  (argv ?? []).find((word) => word.startsWith("ControlPath="))?.slice("ControlPath=".length) ?? "";

describe("reachSsh", () => {
  it("brings every word and the input to the host as they are, and its answer back", async () => {
    const reach = reachSsh(sshToHere().runner);
    const words = ["a b", "it's", '$HOME "x" `id`', "", "*", "line\nbreak", "-n"];
    const result = await reach.run("DC1-SP1", ["printf", "<%s>", ...words]);
    expect(result).toMatchObject({ code: 0, stdout: words.map((word) => `<${word}>`).join(""), timedOut: false });
    expect(await reach.run("DC1-SP1", ["cat"], { stdin: "secret\n" })).toMatchObject({ stdout: "secret\n" });
    expect(await reach.run("DC1-SP1", ["sh", "-c", "echo no >&2; exit 3"])).toMatchObject({ code: 3, stderr: "no\n" });
    await reach.close();
  });

  it("ends what takes too long, on the host itself", async () => {
    const reach = reachSsh(sshToHere().runner);
    expect(await reach.run("DC1-SP1", ["sleep", "20"], { timeoutMs: 1_000 })).toMatchObject({ timedOut: true });
    await reach.close();
  });

  it("asks nobody, opens one connection per host before anything else, and takes its sockets away", async () => {
    const { calls, runner } = sshToHere();
    const reach = reachSsh(runner, { configFile: "/etc/wan.ssh" });
    await Promise.all([1, 2, 3].map(() => reach.run("DC1-SP1", ["true"])));
    await reach.run("SITE1-LF1", ["true"]);
    const checks = calls.filter((argv) => argv.at(-1)?.startsWith("["));
    expect(checks.map((argv) => argv.at(-2))).toEqual(["DC1-SP1", "SITE1-LF1"]);
    expect(calls.indexOf(checks[0] ?? [])).toBe(0);
    const folder = dirname(controlPath(calls[0]));
    expect(new Set(calls.map(controlPath))).toEqual(new Set([`${folder}/DC1-SP1`, `${folder}/SITE1-LF1`]));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(calls[0]?.slice(0, 6)).toEqual(["ssh", "-F", "/etc/wan.ssh", "-T", "-o", "BatchMode=yes"]);
    expect(calls[0]?.slice(-3, -1)).toEqual(["--", "DC1-SP1"]);
    calls.length = 0;
    await reach.close();
    expect(calls.map((argv) => [...argv.slice(-4, -2), argv.at(-1)])).toEqual([
      ["-O", "exit", "DC1-SP1"],
      ["-O", "exit", "SITE1-LF1"],
    ]);
    expect(existsSync(folder)).toBe(false);
    await reach.close();
    expect(calls).toHaveLength(2);
  });

  it("a host that cannot be asked is an error, not an answer, and is tried again by whoever asks again", async () => {
    let silent = true;
    const { runner } = sshToHere(async (remote, order) =>
      silent ? ended(order.argv, { code: 137, timedOut: true }) : real(remote, order),
    );
    const reach = reachSsh(runner, { configFile: "my ssh" });
    await expect(reach.run("DC1-SP1", ["true"])).rejects.toMatchObject({
      code: "host-unreachable",
      message: "DC1-SP1 cannot be reached: no answer within 20 s",
      hint: "make `ssh -F 'my ssh' DC1-SP1 true` work first",
      exitCode: 1,
    });
    silent = false;
    expect(await reach.run("DC1-SP1", ["true"])).toMatchObject({ code: 0 });
    await reach.close();
  });

  it("a connection that stalls is one that is gone", async () => {
    const { runner } = sshToHere(async (remote, order) =>
      remote.startsWith("[") ? real(remote, order) : ended(order.argv, { code: 137, timedOut: true }),
    );
    const reach = reachSsh(runner);
    await expect(reach.run("DC1-SP1", ["true"])).rejects.toThrow("DC1-SP1 cannot be reached: it answers no more");
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
