import { existsSync, readdirSync, readFileSync } from "node:fs";
import { copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot, withPage } from "../../src/system/index.ts";
import { contentsOf, type Entry, lostPages } from "./contents.ts";
import { pageName, undescribed } from "./diagram.ts";
import { drawAll } from "./draw.ts";
import { linkProblems, type Problem } from "./links.ts";
import { type Page, parsePage } from "./page.ts";
import { printPdf } from "./pdf.ts";
import { bookHtml, pageHtml } from "./shell.ts";

const STYLE = join(packageRoot(), "scripts/docs/style.css");

/** Markdown files in a folder of ROOT, by their paths from there. */
function markdownIn(root: string, folder: string, recursive: boolean): string[] {
  const names = readdirSync(join(root, folder), { recursive, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name))
    .sort();
}

/** The project's Markdown: the guide below docs/, and what stands beside it in the repository, whose links are checked as well. */
export function readPages(root: string): Map<string, Page> {
  const read = (path: string) => readFileSync(join(root, path), "utf8");
  const readDiagram = (path: string) => (existsSync(join(root, path)) ? read(path) : undefined);
  const paths = [...markdownIn(root, "docs", true), ...markdownIn(root, ".", false)];
  return new Map(paths.map((path) => [path, parsePage(path, read(path), readDiagram)]));
}

/** Everything that keeps the guide from being built and needs no browser to be seen. */
export function problemsIn(root: string, pages: ReadonlyMap<string, Page>): Problem[] {
  return [
    ...linkProblems(pages, (path) => existsSync(join(root, path))),
    ...lostPages(pages, contentsOf(pages)),
    ...[...pages.values()].flatMap(({ diagrams }) => diagrams.flatMap((diagram) => undescribed(diagram) ?? [])),
  ];
}

async function write(entries: readonly Entry[], out: string): Promise<Problem[]> {
  const pages = new Map(entries.map(({ page }) => [page.path, page]));
  return withPage(async (browserPage) => {
    const diagrams = entries.flatMap(({ page }) => page.diagrams);
    const { pictures, problems } = await drawAll(browserPage, diagrams, out);
    if (problems.length > 0) return problems;
    await copyFile(STYLE, join(out, "style.css"));
    for (const entry of entries)
      await writeFile(join(out, `${pageName(entry.page.path)}.html`), pageHtml(entry, entries, pages, pictures));
    await writeFile(
      join(out, "hubshift-guide.pdf"),
      await printPdf(browserPage, bookHtml(entries, pages, pictures), out),
    );
    return [];
  });
}

/**
 * Builds the guide of ROOT/docs into OUT, which is replaced as a whole: HTML, pictures, one PDF. The same sources and browser give the
 * same bytes. Gives what is wrong with the documents; then OUT is left as it was.
 */
export async function buildGuide(root: string, out: string): Promise<Problem[]> {
  const pages = readPages(root);
  const problems = problemsIn(root, pages);
  if (problems.length > 0) return problems;
  const half = `${out}.new`;
  await rm(half, { recursive: true, force: true });
  await mkdir(half, { recursive: true });
  try {
    const undrawn = await write(contentsOf(pages), half);
    if (undrawn.length > 0) return undrawn;
    await rm(out, { recursive: true, force: true });
    await rename(half, out);
    return [];
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}
