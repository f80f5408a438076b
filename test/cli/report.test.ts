import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { copiedRun, fixtureRun, RUN_FOLDER } from "../report/fixture.ts";
import { emptyFolder, run } from "./run.ts";

const { failover, failback } = (await fixtureRun()).result;

/** A folder with two runs below runs/. */
function twoRuns(): string {
  const cwd = emptyFolder();
  mkdirSync(join(cwd, "runs"));
  for (const name of ["2026-11-22-100000Z-hot-standby", "2026-11-22-110000Z-hot-standby"])
    cpSync(RUN_FOLDER, join(cwd, "runs", name), { recursive: true });
  return cwd;
}

// A browser starts slowly beside the other tests.
describe("report", { timeout: 60_000 }, () => {
  it("writes the newest run's report into its folder, the same bytes every time", async () => {
    const cwd = twoRuns();
    const file = "runs/2026-11-22-110000Z-hot-standby/report.html";
    const first = await run(["report"], { cwd });
    expect(first).toMatchObject({ code: 0, stdout: `wrote ${file}\n` });
    const html = readFileSync(join(cwd, file));
    expect(html.toString()).toMatch(/^<!doctype html>/);
    await run(["report"], { cwd });
    expect(readFileSync(join(cwd, file)).equals(html)).toBe(true);
  });

  it("says the figures to a script, and takes several runs or the folder that holds them", async () => {
    const cwd = twoRuns();
    const { code, stdout } = await run(["report", "runs", "-o", "both.html", "--json"], { cwd });
    expect(code).toBe(0);
    const one = { wan: "dc1", mode: "hot-standby", pass: true };
    const figures = { ...one, failoverMs: failover.gapMs.max, failbackMs: failback.gapMs.max };
    expect(JSON.parse(stdout)).toEqual({ files: ["both.html"], runs: [figures, figures] });
    expect(readFileSync(join(cwd, "both.html"), "utf8").match(/<section class="run"/g)).toHaveLength(2);
  });

  it("prints a PDF with the same figures, the same bytes every time", async () => {
    const cwd = copiedRun();
    expect(await run(["report", ".", "--pdf"], { cwd })).toMatchObject({
      code: 0,
      stdout: "wrote report.html\nwrote report.pdf\n",
    });
    const pdf = readFileSync(join(cwd, "report.pdf"));
    const [, count] = /\/Type \/Pages\n?[^>]*?\/Count (\d+)/.exec(pdf.toString("latin1")) ?? [];
    expect(Number(count)).toBeGreaterThan(1);
    await run(["report", ".", "--pdf"], { cwd });
    expect(readFileSync(join(cwd, "report.pdf")).equals(pdf)).toBe(true);
  });

  it("has its figures on the PDF's first page", async ({ skip }) => {
    const cwd = copiedRun();
    await run(["report", ".", "--pdf"], { cwd });
    let text = "";
    try {
      text = execFileSync("pdftotext", ["-f", "1", "-l", "1", "report.pdf", "-"], { cwd, encoding: "utf8" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") skip("pdftotext (poppler-utils) is not installed");
      throw error;
    }
    for (const { gapMs } of [failover, failback]) expect(text).toContain(`${gapMs.max} ms`);
    for (const word of ["PASS", "Reference document", "15 s", "35 s", "300 ms"]) expect(text).toContain(word);
  });

  it("attaches every file of every run to the PDF, byte for byte", async ({ skip }) => {
    const cwd = twoRuns();
    const strange = join(cwd, "runs/2026-11-22-110000Z-hot-standby/consoles/SITE1-LF1.txt");
    writeFileSync(strange, Buffer.from([0x66, 0xff, 0x00, 0x0a]));
    await run(["report", "runs", "-o", "both.html", "--pdf"], { cwd });
    mkdirSync(join(cwd, "out"));
    try {
      execFileSync("pdfdetach", ["-saveall", "-o", "out", "both.pdf"], { cwd });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") skip("pdfdetach (poppler-utils) is not installed");
      throw error;
    }
    const runs = readdirSync(join(cwd, "runs")).sort();
    const files = runs.flatMap((folder, index) =>
      readdirSync(join(cwd, "runs", folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => {
          const path = join(parentPath, name);
          const inRun = path.slice(join(cwd, "runs", folder).length + 1);
          return { path, name: `run${index + 1}__${inRun.replaceAll("/", "__")}` };
        }),
    );
    expect(readdirSync(join(cwd, "out")).sort()).toEqual(files.map(({ name }) => name).sort());
    expect(files.map(({ name }) => name)).toContain("run2__validation__1-before__findings.json");
    for (const { path, name } of files)
      expect(readFileSync(join(cwd, "out", name)).equals(readFileSync(path))).toBe(true);
  });

  it.each([
    [["report"], "error: there is no run of a drill in runs/\nhint: `hubshift drill` leaves one there"],
    [["report", "nowhere"], "error: CWD/nowhere: no such folder\n"],
    [["report", "pings"], "error: pings is no run of a drill: it has no drill.json\n"],
    [["report", ".", "-o", "no/where.html"], "error: no/where.html: cannot be written (ENOENT)\n"],
  ])("refuses %j with the reason", async (argv, message) => {
    const cwd = copiedRun();
    const { code, stderr } = await run(argv, { cwd });
    expect({ code, stderr: stderr.replaceAll(cwd, "CWD") }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    });
    rmSync(join(cwd, "drill.json"));
  });
});
