import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page as BrowserPage } from "playwright-core";

const FOOTER = `<div style="width: 100%; font: 8px DejaVu Sans, sans-serif; text-align: center">
<span class="pageNumber"></span> / <span class="totalPages"></span></div>`;

/**
 * Takes the dates of its making out of a PDF that Chromium wrote; spaces take their place, so that the offsets of its objects
 * hold. Both entries are optional (PDF 32000-1:2008, 14.3.3). Chromium writes no file identifier.
 */
export function withoutDates(pdf: Buffer): Buffer {
  const text = pdf.toString("latin1");
  let found = 0;
  const undated = text.replace(/\/(CreationDate|ModDate) \(D:[^)]*\)/g, (entry) => {
    found += 1;
    return " ".repeat(entry.length);
  });
  if (found !== 2) throw new Error(`the PDF states ${found} dates where Chromium writes two`);
  return Buffer.from(undated, "latin1");
}

/** Prints HTML that stands in FOLDER, among its pictures, into a tagged PDF with an outline. */
export async function printPdf(page: BrowserPage, html: string, folder: string): Promise<Buffer> {
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
    return withoutDates(pdf);
  } finally {
    await rm(file);
  }
}
