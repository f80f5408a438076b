import type { IncomingHttpHeaders } from "node:http";
import type { NormalizedSchema } from "@smithy/core/schema";
import type { AwsError } from "../core/error.ts";

/** An HTTP request with its body read and unpacked. */
export interface WireRequest {
  method: string;
  /** Without the query string, still percent-encoded. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** The body as it came, perhaps compressed: what was signed. */
  raw: Buffer;
  body: Buffer;
}

export interface WireResponse {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

/** What a codec needs to know about one operation: the SDK's schema, normalized. Undefined members: a service without a schema speaks plain JSON. */
export interface OperationShape {
  name: string;
  input: NormalizedSchema | undefined;
  output: NormalizedSchema | undefined;
  /** Method, path template and status, for REST protocols. */
  http: readonly [string, string, number] | undefined;
}

/** One wire protocol of one service. */
export interface Codec {
  /** The operation that the request names; undefined when it names none that exists. `operations` are those of the service. */
  operationName(request: WireRequest): string | undefined;
  read(shape: OperationShape, request: WireRequest): unknown | Promise<unknown>;
  write(shape: OperationShape, output: unknown, requestId: string): WireResponse;
  writeError(error: AwsError, requestId: string): WireResponse;
  /** The error for an operation that does not exist, as this protocol's services word it. */
  unknownOperation(name: string): AwsError;
  /** The error for a required member that is missing. */
  missingMember(name: string, shape: OperationShape): AwsError;
}
