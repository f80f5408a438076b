import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page as BrowserPage } from "playwright-core";
import { datedPdf } from "../../src/system/index.ts";

const FOOTER = `<div style="width: 100%; font: 8px DejaVu Sans, sans-serif; text-align: center">
<span class="pageNumber"></span> / <span class="totalPages"></span></div>`;

/** The guide is of no day: PDF's own first one, that of its specification (ISO 32000-1), stands for all. */
const UNDATED = new Date("2008-07-01T00:00:00Z");

/** Prints HTML that stands in FOLDER, among its pictures, into a tagged PDF with an outline. */
export async function printPdf(page: BrowserPage, html: string, folder: string): Promise<Uint8Array> {
  const file = join(folder, "print.html");
  await writeFile(file, html);
  try {
    await page.goto(pathToFileURL(file).href, { waitUntil: "load" });
    const pdf = await page.pdf({
      format: "A4",
      margin: { top: "18mm", bottom: "20mm", left: "18mm", right: "18mm" },
      displayHeaderFooter: true,
      headerTemplate: "<span></span>",
      footerTemplate: FOOTER,
      outline: true,
      tagged: true,
    });
    return datedPdf(pdf, UNDATED);
  } finally {
    await rm(file);
  }
}
