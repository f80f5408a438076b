import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/system/index.ts";
import { commandsOf, documents, ELSEWHERE, stageOf } from "./commands.ts";
import { deskIn } from "./desk.ts";

const SLOW = { timeout: 120_000 };
const guide = readdirSync(join(packageRoot(), "docs/guide")).sort();
const all = documents(["README.md", ...guide.map((name) => `docs/guide/${name}`)]);
const commands = [...all.values()].flat();

describe("the documents' commands", () => {
  it("are all known to a test", () => {
    expect(commands.length).toBeGreaterThan(60);
    const unknown = commands.filter((command) => stageOf(command) === undefined);
    expect(unknown.map(({ file, line, text }) => `${file}:${line}: ${text}`)).toEqual([]);
  });

  it("that no test of the documents runs are on a list without strangers", () => {
    const shown = new Set(commands.map(({ text }) => text));
    expect(Object.keys(ELSEWHERE).filter((text) => !shown.has(text))).toEqual([]);
  });

  it.each([
    ["```\nls\n```", 'page.md:1: a block of ""'],
    ["text\n\n```bash\nls\n```", 'page.md:3: a block of "bash"'],
    ["```sh\n# nothing\n```", "page.md:1: a block without a command"],
    ["```sh moon\nls\n```", 'page.md:1: nobody knows where "moon" is'],
    ["text\n\n    ls\n", "page.md:3: an indented block"],
  ])("cannot hide in %j", (text, message) => {
    expect(() => commandsOf("page.md", text)).toThrow(message);
  });
});

/** Where a document begins with files that its reader has, and what it shows to exit with something else than 0. */
const A_RUN = `mkdir runs && cp -r ${join(packageRoot(), "test/golden/report/run")} runs/2026-11-22-173118Z-hot-standby`;
/** dc1's hosts, as somebody may have written them by hand. */
const HOSTS =
  "cp examples/dc1/wan.yaml dc1.yaml && npx hubshift render --wan dc1.yaml --out hosts && rm -r dc1.yaml keys";
const GIVEN: Record<string, string> = {
  "docs/guide/report.md": A_RUN,
  "README.md": `ln -s ${join(packageRoot(), "examples")} examples && ${A_RUN} && ${HOSTS}`,
};
const EXITS: Record<string, number> = { "npx hubshift diff": 1 };

let cloud: ReturnType<typeof spawn>;
let environment: Record<string, string>;

beforeAll(async () => {
  const argv = [join(packageRoot(), "bin/hubshift.js"), "cloud", "--json", "--region", "us-east-1"];
  cloud = spawn("node", argv, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface({ input: cloud.stdout as NonNullable<typeof cloud.stdout> }), "line");
  environment = JSON.parse(line).environment;
});
afterAll(async () => {
  cloud.kill("SIGINT");
  await once(cloud, "exit");
});

const atDesk = [...all].flatMap(([file, shown]) => {
  const own = shown.filter((command) => stageOf(command) === "desk");
  return own.length > 0 ? [{ file, own }] : [];
});

describe.each(atDesk)("$file, followed in its order in an empty folder, against the local AWS", ({ file, own }) => {
  let folder: string;
  let desk: ReturnType<typeof deskIn>;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "hubshift-guide-"));
    desk = deskIn(folder, environment);
    if (GIVEN[file]) expect(await desk.run(GIVEN[file])).toMatchObject({ code: 0 });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(own)("$text", SLOW, async ({ text }) => {
    const ran = text === "npx hubshift destroy" ? await desk.answering(text, "wan1") : await desk.run(text);
    expect(ran, ran.stdout + ran.stderr).toMatchObject({ code: EXITS[text] ?? 0, timedOut: false });
    expect(ran.stdout + ran.stderr).not.toMatch(/^error:/m);
  });
});
