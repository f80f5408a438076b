import { withPage } from "./browser.ts";
import { type Attachment, attachToPdf } from "./pdf-attachments.ts";

/** A4 on paper; tagged for screen readers, with the headings as its outline. */
const FORM = { preferCSSPageSize: true, printBackground: true, tagged: true, outline: true };

/** `D:20261122173140+00'00'`: a date as PDF writes it (ISO 32000-1, 7.9.4). */
const DATE = /(\/(?:CreationDate|ModDate) \()D:\d{14}[+-]\d{2}'\d{2}'(?=\))/g;

const dateText = (at: Date) => `D:${at.toISOString().replace(/\D/g, "").slice(0, 14)}+00'00'`;

/**
 * Puts `at` in place of the two times that Chromium states of a file's making. The length stays, because PDF finds its objects by their
 * offsets. Throws where Chromium has stated them in another way: the bytes would differ from print to print.
 */
export function datedPdf(pdf: Uint8Array, at: Date): Uint8Array {
  const stamp = dateText(at);
  let found = 0;
  const text = Buffer.from(pdf)
    .toString("latin1")
    .replace(DATE, (_, begin: string) => {
      found += 1;
      return `${begin}${stamp}`;
    });
  if (found !== 2) throw new Error(`the PDF states ${found} dates where Chromium writes two`);
  return Buffer.from(text, "latin1");
}

export interface PrintOptions {
  /** The time that the document states of itself and of its attachments. */
  at: Date;
  attachments?: readonly Attachment[];
  signal?: AbortSignal;
}

/**
 * Prints a page that needs nothing beside it, and embeds the attachments. Equal arguments give equal bytes with the same Chromium,
 * Node.js and fonts. Throws `browser-missing` where Chromium is not installed.
 */
export async function printPdf(html: string, { at, attachments = [], signal }: PrintOptions): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const pdf = await withPage(async (page) => {
    const stop = () => void page.close().catch(() => undefined);
    signal?.addEventListener("abort", stop, { once: true });
    try {
      await page.setContent(html, { waitUntil: "load" });
      return await page.pdf(FORM);
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  });
  const dated = datedPdf(pdf, at);
  return attachments.length > 0 ? attachToPdf(dated, attachments, dateText(at)) : dated;
}
