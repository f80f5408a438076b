import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { unchunked } from "../../../src/cloud/protocols/aws-chunked.ts";

function request(body: Buffer, kind = "STREAMING-UNSIGNED-PAYLOAD-TRAILER") {
  const headers = { "x-amz-content-sha256": kind };
  return { method: "PUT", path: "/b/k", query: new URLSearchParams(), headers, body, raw: body };
}

const framed = (pieces: readonly Uint8Array[], trailer: string) =>
  Buffer.concat([
    ...pieces.flatMap((piece) => [
      Buffer.from(`${piece.length.toString(16)};chunk-signature=00\r\n`),
      piece,
      Buffer.from("\r\n"),
    ]),
    Buffer.from(`0\r\n${trailer}\r\n`),
  ]);

describe("a body in pieces", () => {
  it("is put together again, without its trailer", () => {
    const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 5 });
    fc.assert(
      fc.property(pieces, (given) => {
        expect(unchunked(request(framed(given, "x-amz-checksum-crc32:AAAAAA==\r\n")))).toEqual(Buffer.concat(given));
      }),
    );
  });

  it("is left alone when it is in one", () => {
    expect(unchunked(request(Buffer.from("3\r\nabc"), "UNSIGNED-PAYLOAD")).toString()).toBe("3\r\nabc");
  });

  it.each(["", "zz\r\nabc\r\n", "ff\r\nabc\r\n", "3\r\nabc\r\n"])("is refused cut short: %j", (text) => {
    expect(() => unchunked(request(Buffer.from(text)))).toThrow("terminated unexpectedly");
  });
});
