import { join } from "node:path";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { packageRoot } from "../../src/system/index.ts";
import { errorReference } from "./error-reference.ts";
import { capturedIo } from "./run.ts";
import { wanReference } from "./wan-reference.ts";

interface Documented {
  path: string;
  command: Command;
  help: string;
}

/** What `--help` prints for a command, examples included. */
function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
    getOutHelpWidth: () => 100,
  });
  command.outputHelp();
  return text.trimEnd();
}

function documented(command: Command, path = "hubshift"): Documented[] {
  const children = command.createHelp().visibleCommands(command);
  return [
    { path, command, help: helpOf(command) },
    ...children.flatMap((child) => documented(child, `${path} ${child.name()}`)),
  ];
}

const all = documented(createProgram(capturedIo({}), { exitCode: 0 }));
// What only has subcommands shows no examples: it does nothing by itself.
const commands = all.filter(({ command, help }) => command.commands.length === 0 || help.includes("\nExamples:\n"));

describe("the command tree", () => {
  it("has the commands that the project promises", () => {
    const promised = [
      "init",
      "adopt",
      "check",
      "plan",
      "render",
      "export",
      "keys",
      "keys push",
      "keys rotate",
      "synth",
      "diff",
      "deploy",
      "upgrade",
      "destroy",
      "cloud",
      "drill",
      "report",
      "status",
      "validate",
      "logs",
      "failover",
      "failback",
      "maintenance",
      "completion",
    ].concat(["up", "down", "status", "exec", "stop", "start", "fault", "mend", "logs"].map((name) => `lab ${name}`));
    expect(commands.map(({ path }) => path).sort()).toEqual(promised.map((name) => `hubshift ${name}`).sort());
  });

  it.each(commands)("$path shows examples and says what it is for", ({ command, help, path }) => {
    expect(command.summary()).not.toBe("");
    expect(help).toContain("\nExamples:\n");
    expect(help).toContain(`  ${path}`);
  });

  it("is what docs/reference/commands.md describes (`npx vitest run test/cli/reference.test.ts -u` writes it anew)", async () => {
    const sections = all.map(({ path, help }) => `## ${path}\n\n\`\`\`text\n${help}\n\`\`\`\n`);
    const text = `# Commands\n\nWhat \`hubshift COMMAND --help\` prints, for every command.\n\n${sections.join("\n")}`;
    await expect(text).toMatchFileSnapshot(join(packageRoot(), "docs/reference/commands.md"));
  });
});

describe("the reference (`npx vitest run test/cli/reference.test.ts -u` writes it anew)", () => {
  const file = (name: string) => join(packageRoot(), "docs/reference", name);

  it("has every error of the catalogue", async () => {
    const text = errorReference();
    expect(text.match(/^\| `/gm)?.length).toBeGreaterThan(90);
    expect(text).not.toMatch(/undefined|\[object/);
    await expect(text).toMatchFileSnapshot(file("errors.md"));
  });

  it("has every key of wan.yaml", async () => {
    const text = wanReference();
    for (const key of ["hubs", "asn", "networks", "basePort", "spacing", "cidr", "email"])
      expect(text).toContain(`\`${key}\``);
    expect(text).not.toMatch(/undefined|\[object/);
    await expect(text).toMatchFileSnapshot(file("wan.md"));
  });
});
