import { JsonShapeDeserializer, JsonShapeSerializer } from "@aws-sdk/core/protocols";
import type { DocumentType } from "@smithy/types";
import { AwsError } from "../core/error.ts";
import { lowerFirst, nullMember } from "./messages.ts";
import type { ServiceModel } from "./models.ts";
import type { Codec, OperationShape, WireRequest } from "./types.ts";

/** Smithy's number for epoch-seconds timestamps, which the JSON protocols use. */
const EPOCH_SECONDS = 7;
export const jsonSettings = { timestampFormat: { useTrait: true, default: EPOCH_SECONDS }, jsonName: false } as const;

/** The body as JSON; AWS calls one that is none a SerializationException. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new AwsError("SerializationException", "Could not parse request body into json");
  }
}

async function readJson(shape: OperationShape, request: WireRequest): Promise<unknown> {
  const value = parseJson(request.body);
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new AwsError("SerializationException", "Start of structure or map found where not expected.");
  }
  if (!shape.input || shape.input.isUnitSchema()) return value;
  return new JsonShapeDeserializer(jsonSettings).readObject(shape.input, value as DocumentType);
}

/** `undefined` for an operation without output, which is an empty body in AWS. */
function body(shape: OperationShape, output: unknown): string {
  if (!shape.output) return JSON.stringify(output ?? {});
  if (shape.output.isUnitSchema()) return "";
  const serializer = new JsonShapeSerializer(jsonSettings);
  serializer.write(shape.output, output ?? {});
  return String(serializer.flush());
}

/** AWS JSON 1.0 and 1.1: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html. The answer has the request's content type. */
export function awsJsonCodec(model: ServiceModel, contentType: string): Codec {
  const headers = (requestId: string) => ({ "content-type": contentType, "x-amzn-requestid": requestId });
  return {
    operationName: (request) => String(request.headers["x-amz-target"] ?? "").split(".")[1],
    read: readJson,
    write: (shape, output, requestId) => ({ status: 200, headers: headers(requestId), body: body(shape, output) }),
    writeError: (error, requestId) => ({
      status: error.status,
      headers: { ...headers(requestId), ...queryErrorHeader(error, model) },
      body: JSON.stringify({ __type: error.code, message: error.message, ...error.fields }),
    }),
    unknownOperation: () => new AwsError("UnknownOperationException", ""),
    missingMember: (name) =>
      new AwsError(model.queryCompatible ? "ValidationError" : "ValidationException", nullMember(lowerFirst(name))),
  };
}

/** A service that came from the query protocol also says that protocol's error code. */
export function queryErrorHeader(error: AwsError, model: ServiceModel): Record<string, string> {
  if (!model.queryCompatible) return {};
  return { "x-amzn-query-error": `${error.code};${error.status >= 500 ? "Receiver" : "Sender"}` };
}
