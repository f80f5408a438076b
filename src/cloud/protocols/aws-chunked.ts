import { AwsError } from "../core/error.ts";
import type { WireRequest } from "./types.ts";

const END_OF_LINE = Buffer.from("\r\n");

/** Whether the body is cut into signed pieces, or has its checksum at the end: clients that upload a stream do that. */
const isChunked = ({ headers }: WireRequest) => /^STREAMING-/.test(String(headers["x-amz-content-sha256"] ?? ""));

/**
 * The body without the framing of `aws-chunked`: each piece begins with its length in hexadecimal and ends in a line break; one of
 * length 0 is the last. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
export function unchunked(request: WireRequest): Buffer {
  if (!isChunked(request)) return request.body;
  const pieces: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = request.body.indexOf(END_OF_LINE, at);
    const size = Number.parseInt(request.body.toString("latin1", at, end), 16);
    const begin = end + END_OF_LINE.length;
    if (end < 0 || !(size >= 0) || begin + size > request.body.length) {
      throw new AwsError("IncompleteBody", "The request body terminated unexpectedly");
    }
    if (size === 0) return Buffer.concat(pieces);
    pieces.push(request.body.subarray(begin, begin + size));
    at = begin + size + END_OF_LINE.length;
  }
}
