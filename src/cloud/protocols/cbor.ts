import { CborShapeDeserializer, CborShapeSerializer, cbor } from "@smithy/core/cbor";
import { AwsError } from "../core/error.ts";
import { queryErrorHeader } from "./json.ts";
import { lowerFirst, nullMember } from "./messages.ts";
import type { ServiceModel } from "./models.ts";
import type { Codec, OperationShape, WireRequest } from "./types.ts";

/** `/service/GraniteServiceVersion20100801/operation/DescribeAlarms` */
export const RPC_PATH = /^\/service\/([^/]+)\/operation\/([^/]+)$/;

async function read(shape: OperationShape, request: WireRequest): Promise<unknown> {
  if (!shape.input || shape.input.isUnitSchema() || request.body.length === 0) return {};
  try {
    return await new CborShapeDeserializer().read(shape.input, new Uint8Array(request.body));
  } catch {
    throw new AwsError("SerializationException", "Could not parse request body into cbor");
  }
}

function body(shape: OperationShape, output: unknown): Uint8Array {
  if (!shape.output || shape.output.isUnitSchema()) return new Uint8Array();
  const serializer = new CborShapeSerializer();
  serializer.write(shape.output, output ?? {});
  return serializer.flush();
}

/** Smithy RPC v2 CBOR: https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html */
export function cborCodec(model: ServiceModel): Codec {
  const headers = (requestId: string) => ({
    "content-type": "application/cbor",
    "smithy-protocol": "rpc-v2-cbor",
    "x-amzn-requestid": requestId,
  });
  return {
    operationName: (request) => RPC_PATH.exec(request.path)?.[2],
    read,
    write: (shape, output, requestId) => ({ status: 200, headers: headers(requestId), body: body(shape, output) }),
    writeError: (error, requestId) => ({
      status: error.status,
      headers: { ...headers(requestId), ...queryErrorHeader(error, model) },
      body: cbor.serialize({ __type: error.code, message: error.message, ...error.fields }),
    }),
    unknownOperation: () => new AwsError("UnknownOperationException", "", 404),
    missingMember: (name) => new AwsError("ValidationError", nullMember(lowerFirst(name))),
  };
}
