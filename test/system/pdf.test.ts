import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { datedPdf, printPdf } from "../../src/system/index.ts";
import { attachToPdf } from "../../src/system/pdf-attachments.ts";

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

it("nothing is attached to a PDF that does not end as Chromium ends one", () => {
  const file = { name: "a", description: "a", content: Buffer.from("x") };
  const refusal = () => attachToPdf(Buffer.from("%PDF-1.4\n%%EOF\n"), [file], "D:20261122173140+00'00'");
  expect(refusal).toThrow("does not end as Chromium ends one");
});

// A browser starts slowly beside the other tests.
describe("a printed page", { timeout: 60_000 }, () => {
  it("has an outline, the same bytes twice, and the time that it was given", async () => {
    const [first, second] = [await printPdf(page, { at }), await printPdf(page, { at })];
    expect(Buffer.compare(Buffer.from(first), Buffer.from(second))).toBe(0);
    const text = Buffer.from(first).toString("latin1");
    expect(text).toContain("/Outlines ");
    expect(text.match(/\/(?:CreationDate|ModDate) \(D:20261122173140\+00'00'\)/g)).toHaveLength(2);
  });

  it.skipIf(!hasPoppler())("is tagged, and its text can be read (skipped without poppler-utils)", async () => {
    const file = asFile(await printPdf(page, { at }));
    expect(execFileSync("pdfinfo", [file], { encoding: "utf8" })).toMatch(/^Tagged: +yes$/m);
    const text = execFileSync("pdftotext", [file, "-"], { encoding: "utf8" });
    for (const figure of ["15.37 s", "126 ms"]) expect(text).toContain(figure);
  });

  it.skipIf(!hasPoppler())(
    "brings its attachments back, and stays as it was (skipped without poppler-utils)",
    async () => {
      const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7919) >> 3));
      const attachments = ["b (1)\\.bin", "a.txt", "größe.txt", "empty"].map((name, index) => ({
        name,
        description: `evidence/${name}`,
        content: bytes.subarray(0, (3 - index) * 20_000),
      }));
      const plain = await printPdf(page, { at });
      const pdf = await printPdf(page, { at, attachments });
      expect(Buffer.from(pdf).subarray(0, plain.length).equals(Buffer.from(plain))).toBe(true);
      expect(Buffer.from(await printPdf(page, { at, attachments })).equals(Buffer.from(pdf))).toBe(true);
      const file = asFile(pdf);
      expect(execFileSync("pdfinfo", [file], { encoding: "utf8" })).toMatch(
        /^Tagged: +yes$[\s\S]*^PDF version: +1\.7$/m,
      );
      const list = execFileSync("pdfdetach", ["-list", file], { encoding: "utf8" });
      expect(list).toBe("4 embedded files\n1: a.txt\n2: b (1)\\.bin\n3: empty\n4: größe.txt\n");
      execFileSync("pdfdetach", ["-saveall", "-o", dirname(file), file]);
      for (const { name, content } of attachments)
        expect(readFileSync(join(dirname(file), name)).equals(content), name).toBe(true);
      expect(pdf.length - plain.length).toBeLessThan(bytes.length);
    },
  );

  it("is broken off with its signal", async () => {
    await expect(printPdf(page, { at, signal: AbortSignal.abort(new Error("stopped")) })).rejects.toThrow("stopped");
  });
});
