import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { datedPdf, printPdf } from "../../src/system/index.ts";

const at = new Date("2026-11-22T17:31:40.987Z");

/** Whether poppler's programs are here: the package `poppler-utils`. */
function hasPoppler(): boolean {
  try {
    execFileSync("pdftotext", ["-v"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function asFile(pdf: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), "hubshift-pdf-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "page.pdf");
  writeFileSync(file, pdf);
  return file;
}

const page = '<!doctype html><html lang="en"><title>T</title><h1>One</h1><p>15.37 s</p><h2>Two</h2><p>126 ms</p>';

it("a PDF's times are put to another without moving anything", () => {
  const before = "%PDF /CreationDate (D:20270101000000+00'00')\n/ModDate (D:20270101000000+00'00')> \u00e9";
  const dated = Buffer.from(datedPdf(Buffer.from(before, "latin1"), at)).toString("latin1");
  expect(dated).toBe(before.replaceAll("20270101000000", "20261122173140"));
});

it("a PDF that does not look like Chromium's is refused", () => {
  expect(() => datedPdf(Buffer.from("%PDF-1.4"), at)).toThrow("states 0 dates");
});

// A browser starts slowly beside the other tests.
describe("a printed page", { timeout: 60_000 }, () => {
  it("has an outline, the same bytes twice, and the time that it was given", async () => {
    const [first, second] = [await printPdf(page, at), await printPdf(page, at)];
    expect(Buffer.compare(Buffer.from(first), Buffer.from(second))).toBe(0);
    const text = Buffer.from(first).toString("latin1");
    expect(text).toContain("/Outlines ");
    expect(text.match(/\/(?:CreationDate|ModDate) \(D:20261122173140\+00'00'\)/g)).toHaveLength(2);
  });

  it.skipIf(!hasPoppler())("is tagged, and its text can be read (skipped without poppler-utils)", async () => {
    const file = asFile(await printPdf(page, at));
    expect(execFileSync("pdfinfo", [file], { encoding: "utf8" })).toMatch(/^Tagged: +yes$/m);
    const text = execFileSync("pdftotext", [file, "-"], { encoding: "utf8" });
    for (const figure of ["15.37 s", "126 ms"]) expect(text).toContain(figure);
  });

  it("is broken off with its signal", async () => {
    await expect(printPdf(page, at, AbortSignal.abort(new Error("stopped")))).rejects.toThrow("stopped");
  });
});
