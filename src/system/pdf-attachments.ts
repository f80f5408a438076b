import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";

/** A file within a PDF. */
export interface Attachment {
  /** As a reader shows it and saves it; without `/`, which pdfdetach takes for a folder that is not there. */
  name: string;
  /** Shown beside it. */
  description: string;
  content: Uint8Array;
}

/** Where what is there stands, as far as an update needs it. */
interface Document {
  catalog: { number: number; text: string };
  /** The number of the first object that is free. */
  size: number;
  info: string;
  startxref: number;
}

/** What Chromium ends a PDF with. A cross-reference table, not a stream: its entries are of twenty bytes (ISO 32000-1, 7.5.4). */
const TRAILER = /trailer\n<<\/Size (\d+)\n\/Root (\d+) 0 R\n\/Info (\d+ 0 R)>>\nstartxref\n(\d+)\n%%EOF\n?$/;
const ENTRY_BYTES = 20;

function readDocument(text: string): Document {
  const [, size, root, info = "", startxref] = TRAILER.exec(text) ?? [];
  const table = `xref\n0 ${size}\n`;
  if (!text.startsWith(table, Number(startxref))) throw new Error("the PDF does not end as Chromium ends one");
  const entry = Number(startxref) + table.length + Number(root) * ENTRY_BYTES;
  const begin = Number(text.slice(entry, entry + 10));
  const [, catalog] =
    /^\d+ 0 obj\n<<(\/Type \/Catalog\n[\s\S]*?)>>\nendobj\n/.exec(text.slice(begin, begin + 10_000)) ?? [];
  if (catalog === undefined || /\/(?:Names|Version) /.test(catalog))
    throw new Error("the PDF's catalog is not as Chromium writes it");
  return {
    catalog: { number: Number(root), text: catalog },
    size: Number(size),
    info,
    startxref: Number(startxref),
  };
}

const bytes = (text: string) => Buffer.from(text, "latin1");
const hex = (content: Uint8Array) => `<${Buffer.from(content).toString("hex")}>`;
/** A text string: what is not ASCII in UTF-16 with the mark of its order (7.9.2.2). */
const textString = (text: string) =>
  hex(/^[ -~]*$/.test(text) ? bytes(text) : Buffer.from(`\ufeff${text}`, "utf16le").swap16());

function embedded({ content }: Attachment, date: string): Buffer {
  const packed = deflateSync(content, { level: 9 });
  const sum = hex(createHash("md5").update(content).digest());
  const params = `<</Size ${content.length} /ModDate (${date}) /CheckSum ${sum}>>`;
  const head = `<</Type /EmbeddedFile /Filter /FlateDecode /Length ${packed.length} /Params ${params}>> stream\n`;
  return Buffer.concat([bytes(head), packed, bytes("\nendstream")]);
}

function specification({ name, description }: Attachment, stream: number): Buffer {
  const names = `/F ${hex(Buffer.from(name))} /UF ${textString(name)} /Desc ${textString(description)}`;
  return bytes(`<</Type /Filespec ${names} /EF <</F ${stream} 0 R /UF ${stream} 0 R>>>>`);
}

/**
 * Embeds `files`, whose names differ, into a PDF that Chromium wrote (ISO 32000-1: embedded file streams, 7.11.4; name trees,
 * 7.9.6). What is there stays byte for byte: the files follow as an incremental update (7.5.6). Equal arguments give equal bytes;
 * `date` is that of every file, as PDF writes dates. Throws where the PDF is not as Chromium writes one.
 */
export function attachToPdf(pdf: Uint8Array, files: readonly Attachment[], date: string): Uint8Array {
  const { catalog, size, info, startxref } = readDocument(Buffer.from(pdf).toString("latin1"));
  // A name tree is sorted by its keys.
  const sorted = [...files].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  const added = sorted.flatMap((file, index) => [embedded(file, date), specification(file, size + 2 * index)]);
  const names = sorted.map(({ name }, index) => `${hex(Buffer.from(name))} ${size + 2 * index + 1} 0 R`);
  const tree = size + added.length;
  const update = `<<${catalog.text}\n/Version /1.7\n/Names <</EmbeddedFiles ${tree} 0 R>>>>`;
  const objects: [number, Buffer][] = [
    [catalog.number, bytes(update)],
    ...added.map((content, index): [number, Buffer] => [size + index, content]),
    [tree, bytes(`<</Names [${names.join("\n")}]>>`)],
  ];
  const parts: Buffer[] = [Buffer.from(pdf)];
  let offset = pdf.length;
  const entries = objects.map(([number, content]) => {
    const part = Buffer.concat([bytes(`${number} 0 obj\n`), content, bytes("\nendobj\n")]);
    parts.push(part);
    offset += part.length;
    return `${String(offset - part.length).padStart(10, "0")} 00000 n \n`;
  });
  const table = `xref\n${catalog.number} 1\n${entries[0]}${size} ${added.length + 1}\n${entries.slice(1).join("")}`;
  const trailer = `trailer\n<</Size ${tree + 1} /Root ${catalog.number} 0 R /Info ${info} /Prev ${startxref}>>\n`;
  return Buffer.concat([...parts, bytes(`${table}${trailer}startxref\n${offset}\n%%EOF\n`)]);
}
