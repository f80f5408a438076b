import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { findRuns, type Run, readRun } from "../../drill/index.ts";
import { hubshiftError } from "../../errors/index.ts";
import type { Attachment } from "../../system/index.ts";
import { action, type Cli, type ExitCode, examples } from "../command.ts";
import { writing } from "../out.ts";
import type { Session } from "../session.ts";
import { displayed } from "../wan.ts";

interface ReportOptions {
  out?: string;
  pdf?: true;
}

/** The folders of the runs that the operands mean; without one the newest below runs/, whose names begin with their time. */
async function runFolders(session: Session, operands: readonly string[]): Promise<[string, ...string[]]> {
  const { cwd } = session.io;
  if (operands.length === 0) {
    const newest = (await findRuns(resolve(cwd, "runs")).catch(() => [])).at(-1);
    if (newest === undefined) throw hubshiftError("runs-none", undefined);
    return [newest];
  }
  const found = await Promise.all(operands.map((name) => findRuns(resolve(cwd, name))));
  const [first, ...others] = found.flat();
  if (first === undefined) throw hubshiftError("run-none", { folder: operands.join(", ") });
  return [first, ...others];
}

async function write(session: Session, file: string, content: string | Uint8Array): Promise<string> {
  const name = displayed(file, session.io.cwd);
  await writing(name, () => writeFile(file, content));
  return name;
}

/** The figures that the report begins with, for a script. */
function figures({ result }: Run) {
  const { wan, mode, pass, failover, failback } = result;
  return { wan, mode, pass, failoverMs: failover.gapMs.max, failbackMs: failback.gapMs.max };
}

/** Every file of the runs, byte for byte. Of several runs each has its anchor's name in the report before its files' names. */
async function attachmentsOf(folders: ReadonlyMap<Run, string>): Promise<Attachment[]> {
  const { inTime } = await import("../../report/index.ts");
  const named = inTime([...folders.keys()]).flatMap((run, index) =>
    run.captures.map(({ path }) => ({
      description: folders.size > 1 ? `run${index + 1}/${path}` : path,
      file: join(folders.get(run) ?? "", path),
    })),
  );
  return Promise.all(
    named.map(async ({ description, file }) => ({
      name: description.replaceAll("/", "__"),
      description,
      content: await readFile(file),
    })),
  );
}

async function report(session: Session, { out, pdf }: ReportOptions, operands: string[]): Promise<ExitCode> {
  const folders = await runFolders(session, operands);
  const read = new Map<Run, string>();
  for (const folder of folders) read.set(await readRun(folder), folder);
  const runs = [...read.keys()];
  const { renderReport } = await import("../../report/index.ts");
  const html = renderReport(runs);
  const file = resolve(session.io.cwd, out ?? join(folders[0], "report.html"));
  const files = [await write(session, file, html)];
  if (pdf) {
    const { printPdf } = await import("../../system/index.ts");
    const at = new Date(runs[0]?.result.startedAt ?? 0);
    const attachments = await attachmentsOf(read);
    const printed = await printPdf(html, { at, attachments, signal: session.io.signal });
    files.push(await write(session, file.replace(/(?:\.html?)?$/, ".pdf"), printed));
  }
  if (session.json) session.print(JSON.stringify({ files, runs: runs.map(figures) }, null, 2));
  else session.print(files.map((name) => `wrote ${name}`).join("\n"));
  session.next(pdf ? "both files stand alone: hand them on" : "open it in a browser; `--pdf` prints it as well");
  return 0;
}

/** `hubshift report`: what a drill left behind, as a document. */
export function addReport(program: Command, cli: Cli): void {
  program
    .command("report")
    .summary("turn a drill's run into one HTML file and a PDF")
    .description(
      "Reads the folder that `hubshift drill` wrote and writes one HTML file that needs nothing beside it: verdict and outage " +
        "beside the target and the reference, timelines, loss of every pair, stages, topology, checks, and the raw captures, which the " +
        "PDF has as attached files. " +
        "Several runs are compared. The same run gives the same file. A folder of runs stands for the runs directly in it.",
    )
    .argument("[run-dir...]", "the folder of a run (default: the newest below runs/)")
    .option("-o, --out <file>", "HTML file to write (default: report.html in the first run's folder)")
    .option("--pdf", "print it as a PDF beside the HTML file, the run's files attached; needs Chromium")
    .addHelpText(
      "after",
      examples(
        ["hubshift report", "the newest run, as runs/.../report.html"],
        ["hubshift report runs/2026-11-22-173118Z-hot-standby --pdf", "one run, as HTML and PDF"],
        ["hubshift report OUT/reference OUT/hot-standby -o report.html", "two runs beside each other"],
      ),
    )
    .action(action(cli, report));
}
