import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AttachedLab, attachLab, downLab, listLabs, upLab } from "../../src/lab/index.ts";
import { createRunner, packageRoot, type Running } from "../../src/system/index.ts";
import { eventually, referencePlan } from "./lab.support.ts";

const name = `test-exec-${process.pid}`;
const host = "SITE1-LF1";
/** The built program, as a user starts it: signals reach a process, not a function. */
const program = [process.execPath, join(packageRoot(), "bin/hubshift.js")];
const exec = (...argv: string[]) => [...program, "lab", "exec", "--name", name, host, "--", ...argv];

let lab: AttachedLab;
beforeAll(async () => {
  await upLab({ name, plan: referencePlan(), cloud: "instant", command: [...program, "lab-supervisor"] }, () => {});
  lab = await attachLab(name);
});
afterAll(async () => {
  if ((await listLabs()).some((one) => one.name === name)) await downLab(name);
});

/** What the command has said so far; resolves with it once it says something new with `word` in it. */
function listen({ stdout, stderr }: Running) {
  let said = "";
  let heard = 0;
  let wake = () => {};
  for (const stream of [stdout, stderr])
    stream?.on("data", (chunk) => {
      said += chunk;
      wake();
    });
  return {
    said: () => said,
    until: (word: string) =>
      new Promise<void>((resolve) => {
        wake = () => {
          const at = said.indexOf(word, heard);
          if (at < 0) return;
          heard = at + word.length;
          resolve();
        };
        wake();
      }),
  };
}

/** What runs of it in the host. The pattern must not match itself, which is part of a command, too. */
const left = async (pattern: string) => (await lab.run(host, ["pgrep", "-a", "-f", pattern])).stdout;

describe("hubshift lab exec passes a signal on to its command", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("%s ends all of it, and status %i says so", async (signal, status) => {
    const running = createRunner().spawn(exec("sh", "-c", "echo begun; sleep 4711; :"));
    const { until, said } = listen(running);
    await until("begun");
    await eventually(
      "it sleeps",
      () => left("[s]leep 4711$"),
      (pids) => pids !== "",
      5_000,
    );
    running.kill(signal);
    expect([(await running.exited).code, said()]).toEqual([status, "begun\n"]);
    expect(await left("[s]leep 4711")).toBe("");
  });

  it("which may go on, and has the last word", async () => {
    const script = 'trap "echo first; trap \\"exit 3\\" INT" INT; echo begun; while :; do sleep 0.1; done';
    const running = createRunner().spawn(exec("sh", "-c", script));
    const { until, said } = listen(running);
    for (const word of ["begun", "first"]) {
      await until(word);
      running.kill("SIGINT");
    }
    expect([(await running.exited).code, said()]).toEqual([3, "begun\nfirst\n"]);
  });

  it("which may have given up root", async () => {
    const running = createRunner().spawn(exec("tcpdump", "-n", "-i", "eth0", "udp"));
    const { until, said } = listen(running);
    await until("listening on");
    running.kill("SIGINT");
    expect([(await running.exited).code, said()]).toEqual([0, expect.stringContaining("packets captured")]);
    expect(await left("^[t]cpdump")).toBe("");
  });

  it("which ends with it even when it is killed", async () => {
    const running = createRunner().spawn(exec("sh", "-c", "echo begun; exec sleep 4712"));
    await listen(running).until("begun");
    running.kill("SIGKILL");
    expect((await running.exited).code).toBe(137);
    await eventually(
      "the command is gone",
      () => left("[s]leep 4712"),
      (pids) => pids === "",
      5_000,
    );
  });

  it("and leaves Ctrl-C at a terminal to it, however often it comes", async () => {
    const script = 'trap "trap \\"\\" INT; echo held" INT; echo begun; until read -r word; do :; done; exit 5';
    // script(1) starts it with $SHELL, or sh: a shell that stays its parent takes Ctrl-C for its own end (dash).
    const command = ["exec", ...exec("sh", "-c"), `'${script}'`].join(" ");
    const running = createRunner().spawn(["script", "--quiet", "--return", "--command", command, "/dev/null"]);
    const { until, said } = listen(running);
    await until("begun");
    // Until it waits, timeout(1) may not know its child yet, and takes a signal for its own end.
    await eventually(
      "timeout waits",
      async () => (await createRunner().run(["pgrep", "--runstates", "S", "-f", "^timeout .*read -r word"])).stdout,
      (pids) => pids !== "",
      5_000,
    );
    running.stdin?.write("\x03");
    await until("held");
    running.stdin?.write("\x03end\r");
    expect((await running.exited).code, said()).toBe(5);
    expect(said()).not.toContain("hubshift:");
  });
});
