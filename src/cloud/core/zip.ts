import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";

// Signatures and sizes: PKWARE's APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16.
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const LOCAL_SIZE = 30;
const CENTRAL_SIZE = 46;
const END_SIZE = 22;
const STORED = 0;
const DEFLATED = 8;
/** Bit 11: names are UTF-8. */
const UTF8 = 0x0800;
const VERSION = 20;
/** 1980-01-01, the format's first day: the same files give the same archive. */
const FIRST_DAY = 0x21;

/** The files in a zip archive by their paths, without its folders. Throws RangeError for what is none, or names a path outside itself. */
export function readZip(archive: Buffer): Map<string, Buffer> {
  const end = archive.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  if (end < 0 || end + END_SIZE > archive.length) throw new RangeError("not a zip archive");
  const files = new Map<string, Buffer>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    if (archive.readUInt32LE(at) !== CENTRAL) throw new RangeError("a zip archive with a broken directory");
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString("utf8", at + CENTRAL_SIZE, at + CENTRAL_SIZE + nameLength);
    if (name.startsWith("/") || name.split("/").includes(".."))
      throw new RangeError(`a zip archive with ${name} in it`);
    if (!name.endsWith("/")) files.set(name, contentAt(archive, at));
    at += CENTRAL_SIZE + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

/** The content of the file whose directory entry is at `entry`. The local header's name and extra field differ in length from that one's. */
function contentAt(archive: Buffer, entry: number): Buffer {
  const method = archive.readUInt16LE(entry + 10);
  const size = archive.readUInt32LE(entry + 20);
  const local = archive.readUInt32LE(entry + 42);
  const begin = local + LOCAL_SIZE + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
  const packed = archive.subarray(begin, begin + size);
  if (method === STORED) return Buffer.from(packed);
  if (method === DEFLATED) return inflateRawSync(packed);
  throw new RangeError(`a zip archive packed by method ${method}`);
}

/** A zip archive of files by their paths. The same files give the same bytes. */
export function writeZip(files: ReadonlyMap<string, Buffer>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of files) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(content);
    const shared = sharedHeader(name, content, packed);
    const local = Buffer.concat([uint32(LOCAL), shared, name, packed]);
    // Comment, disk and attributes are nought.
    directory.push(Buffer.concat([uint32(CENTRAL), uint16(VERSION), shared, Buffer.alloc(10), uint32(offset), name]));
    parts.push(local);
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const count = uint16(files.size);
  const end = [uint32(END), Buffer.alloc(4), count, count, uint32(entries.length), uint32(offset), uint16(0)];
  return Buffer.concat([...parts, entries, ...end]);
}

/** What a file's local header and its directory entry have in common: version, flags, method, time, check sum, sizes, lengths. */
function sharedHeader(name: Buffer, content: Buffer, packed: Buffer): Buffer {
  return Buffer.concat([
    ...[VERSION, UTF8, DEFLATED, 0, FIRST_DAY].map(uint16),
    ...[crc32(content), packed.length, content.length].map(uint32),
    ...[name.length, 0].map(uint16),
  ]);
}

function uint16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
