import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/system/index.ts";
import { type Command, documents, REMOTE, stageOf } from "../docs/commands.ts";
import { deskIn } from "../docs/desk.ts";
import { eventually, expectSuccess, readyHubs } from "./lab.support.ts";

const guide = readdirSync(join(packageRoot(), "docs/guide")).sort();
const all = documents(["README.md", ...guide.map((name) => `docs/guide/${name}`)]);
const UP = "npx hubshift lab up";
const DOWN = "npx hubshift lab down";

/** The WAN of the examples, as a hot standby. */
const NAME = "dc1";
const PRIMARY = "DC1-SP1";

let folder: string;
let desk: ReturnType<typeof deskIn>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hubshift-guide-"));
  const dc1 = readFileSync(join(packageRoot(), "examples/dc1/wan.yaml"), "utf8");
  writeFileSync(join(folder, "wan.yaml"), dc1.replace("profile: reference", "profile: hot-standby"));
  desk = deskIn(folder);
  expectSuccess(UP, await desk.run(UP));
});

afterAll(async () => {
  const down = await desk.run(DOWN);
  rmSync(folder, { recursive: true, force: true });
  expectSuccess(DOWN, down);
});

/** What `status` says. */
const status = async () => (await desk.run(`npx hubshift status --json --lab ${NAME}`)).stdout;

/** Waits as the guide says: until both hubs are ready. */
const hubsReady = () => eventually("both hubs are ready", status, (seen) => readyHubs(seen).length === 2, 30_000);

/** Each document begins with a WAN that is well: everything runs, nobody is in maintenance, the primary holds the address. */
async function restore(): Promise<void> {
  for (const command of [
    "npx hubshift lab mend",
    `npx hubshift lab start ${PRIMARY}`,
    `npx hubshift maintenance off ${PRIMARY} --lab ${NAME}`,
  ])
    expectSuccess(command, await desk.run(command));
  await hubsReady();
  expectSuccess("failback", await desk.run(`npx hubshift failback --lab ${NAME}`));
}

/** The command as it is typed here: `--lab` in the place of AWS, and a host's command in that host. */
function typed({ text, place }: Command): string {
  if (place === "here") return REMOTE.test(text) ? `${text} --lab ${NAME}` : text;
  const host = place === "hub" ? PRIMARY : "SITE1-LF1";
  return `npx hubshift lab exec ${host} -- sh -c '${text.replaceAll("'", `'\\''`)}'`;
}

const scripts = [...all].flatMap(([file, shown]) => {
  const own = shown.filter((command) => stageOf(command) === "lab" && command.text !== UP && command.text !== DOWN);
  return own.length > 0 ? [{ file, own }] : [];
});

describe.each(scripts)("$file can be followed in its order on one laboratory", ({ own }) => {
  beforeAll(restore);

  it.each(own)("$text", async (command) => {
    const ran = await desk.run(typed(command));
    // While alarms on the agents' metrics wait for their first values, a WAN is not well, as the runbook says.
    const codes = /^npx hubshift (status|validate)\b/.test(command.text) ? [0, 1] : [0];
    expect(codes, ran.stdout + ran.stderr).toContain(ran.code);
    if (!command.text.includes(" > ")) expect(ran.stdout).not.toBe("");
    if (command.text.startsWith("npx hubshift lab start")) await hubsReady();
  });
});

it("the documents show how a laboratory comes and goes", () => {
  const shown = [...all.values()].flat().map(({ text }) => text);
  expect(shown).toEqual(expect.arrayContaining([UP, DOWN]));
  expect(scripts.map(({ file }) => file)).toContain("docs/guide/troubleshooting.md");
});
