import { crc32, deflateRawSync } from "node:zlib";

// Signatures and layouts: PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16.
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
/** Made on Unix, whose permissions are in the upper half of the external attributes. */
const MADE_BY = (3 << 8) | VERSION;
const READABLE_FILE = 0o100644;
const UTF8_NAMES = 0x0800;
const DEFLATED = 8;
/** 1980-01-01, the format's first day: equal files give equal archives. */
const FIRST_DAY = 0x21;

/** What a file's two headers have in common. */
function description(name: Buffer, content: Buffer, packed: Buffer): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(UTF8_NAMES, 2);
  fields.writeUInt16LE(DEFLATED, 4);
  fields.writeUInt16LE(FIRST_DAY, 8);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}

function directoryEntry(described: Buffer, name: Buffer, offset: number): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt32LE(CENTRAL, 0);
  head.writeUInt16LE(MADE_BY, 4);
  const tail = Buffer.alloc(14);
  // Lambda cannot load code that its user may not read.
  tail.writeUInt32LE(READABLE_FILE * 0x10000, 6);
  tail.writeUInt32LE(offset, 10);
  return Buffer.concat([head, described, tail, name]);
}

function directoryEnd(entries: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}

/** A zip archive of files by their paths, in that order. Equal files give equal bytes. Up to 65,535 files and 4 GiB. */
export function zipOf(files: ReadonlyMap<string, Buffer>): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of files) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(content);
    const described = description(name, content, packed);
    const signature = Buffer.alloc(4);
    signature.writeUInt32LE(LOCAL, 0);
    const body = Buffer.concat([signature, described, name, packed]);
    bodies.push(body);
    directory.push(directoryEntry(described, name, offset));
    offset += body.length;
  }
  const listed = Buffer.concat(directory);
  return Buffer.concat([...bodies, listed, directoryEnd(files.size, listed.length, offset)]);
}
