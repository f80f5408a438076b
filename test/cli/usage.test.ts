import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Interrupted } from "../../src/cli/io.ts";
import { packageRoot } from "../../src/system/index.ts";
import { emptyFolder, run } from "./run.ts";

const example = join(packageRoot(), "examples/dc1/wan.yaml");
const see = "hint: `hubshift --help` lists the commands, `hubshift COMMAND --help` the options of one\n";

describe("usage errors exit with 2 and say what was meant", () => {
  it.each([
    [["chekc"], "error: unknown command 'chekc'\n(Did you mean check?)\n"],
    [["check", "--jsno"], "error: unknown option '--jsno'\n(Did you mean --json?)\n"],
    [["check", "--wan"], "error: option '--wan <file>' argument missing\n"],
    [
      ["check", "--profile", "fast"],
      "error: option '--profile <name>' argument 'fast' is invalid. Allowed choices are reference, hot-standby.\n",
    ],
    [["check", "surplus"], "error: too many arguments for 'check'. Expected 0 arguments but got 1.\n"],
    [
      ["completion", "ksh"],
      "error: command-argument value 'ksh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.\n",
    ],
    [
      ["drill", "--mode", "fast"],
      "error: option '--mode <modes>' argument 'fast' is invalid. Allowed choices are reference, hot-standby.\n",
    ],
    [
      ["drill", "--steady", "1"],
      "error: option '--steady <seconds>' argument '1' is invalid. It must be a number of seconds from 5 to 3600.\n",
    ],
    [
      ["lab", "fault", "freeze", "DC1-SP1", "--count", "0"],
      "error: option '--count <times>' argument '0' is invalid. It must be a whole number from 1.\n",
    ],
    [
      ["lab", "mend", "x"],
      "error: command-argument value 'x' is invalid for argument 'number'. It must be a whole number from 1.\n",
    ],
    [
      ["logs", "--since", "yesterday"],
      "error: option '--since <time>' argument 'yesterday' is invalid. It is no duration such as 90s, 15m, 6h or 2d.\n",
    ],
  ])("%j", async (argv, expected) => {
    expect(await run(argv)).toEqual({ code: 2, stdout: "", stderr: expected + see });
  });

  it("lab exec says how to give a command with options", async () => {
    const { code, stderr } = await run(["lab", "exec", "SITE1-LF1", "vtysh", "-c", "show version"]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        "error: unknown option '-c'\nhint: put -- before a command that has options: `hubshift lab exec HOST -- COMMAND --option`\n",
    });
  });

  it("shows the commands when none is given", async () => {
    const { code, stdout, stderr } = await run([]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("drill");
  });
});

describe("input errors exit with 2, a sentence and a hint", () => {
  it("no wan.yaml", async () => {
    expect(await run(["check"])).toEqual({
      code: 2,
      stdout: "",
      stderr: `error: there is no wan.yaml here\nhint: write one with \`hubshift init\`, or try the reference WAN with --wan ${example}\n`,
    });
  });

  it("a file that does not exist", async () => {
    expect(await run(["plan", "--wan", "dc2.yaml"])).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: dc2.yaml: no such file\nhint: name another one with --wan\n",
    });
  });

  it("a folder instead of a file", async () => {
    const cwd = emptyFolder();
    mkdirSync(join(cwd, "wan.yaml"));
    expect(await run(["plan"], { cwd })).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: wan.yaml: cannot be read (EISDIR)\nhint: check that it is a file and that you may read it\n",
    });
  });

  it("a fault that a mode does not have, before anything is built", async () => {
    const argv = ["drill", "--wan", example, "--mode", "hot-standby,reference", "--fault", "kill-agent"];
    expect(await run(argv)).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "error: kill-agent cannot be drilled in mode reference, which has no hub agents\n" +
        "hint: mode reference knows stop-primary and kill-primary; the others need --mode hot-standby\n",
    });
  });

  it("a file that init would overwrite", async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, "wan.yaml"), "name: mine\n");
    expect(await run(["init"], { cwd })).toEqual({
      code: 2,
      stdout: "",
      stderr:
        "error: wan.yaml exists already and is not overwritten\nhint: edit it, remove it, or name another one with --wan\n",
    });
    expect(readFileSync(join(cwd, "wan.yaml"), "utf8")).toBe("name: mine\n");
  });
});

describe("what all commands share", () => {
  it("takes the reference WAN inside hubshift's own folder, and says so", async () => {
    const { code, stdout, stderr } = await run(["check", "--json"], { cwd: packageRoot() });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, wan: "dc1" });
    expect(stderr).toBe("note: there is no ./wan.yaml; using the reference WAN examples/dc1/wan.yaml\n");
  });

  it("takes common options before and after the command", async () => {
    const before = await run(["--wan", example, "--json", "plan"]);
    const after = await run(["plan", "--json", "--wan", example]);
    expect(before).toEqual(after);
    expect(JSON.parse(after.stdout).name).toBe("dc1");
  });

  it.each([
    ["a terminal", { terminal: true }, [], true],
    ["a pipe", { terminal: false }, [], false],
    ["NO_COLOR", { terminal: true, env: { NO_COLOR: "1" } }, [], false],
    ["--no-color", { terminal: true }, ["--no-color"], false],
  ])("colours: %s", async (_, options, extra, coloured) => {
    const { stdout } = await run(["plan", "--wan", example, ...extra], options);
    expect(stdout.includes("\u001b[")).toBe(coloured);
  });

  it("prints its version", async () => {
    const { version } = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8"));
    expect(await run(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("exits as a shell expects after %s", async (by, code) => {
    const signal = AbortSignal.abort(new Interrupted(by, code));
    expect((await run(["check", "--wan", example], { signal })).code).toBe(code);
  });
});
