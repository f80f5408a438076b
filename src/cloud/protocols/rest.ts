import { JsonShapeDeserializer, JsonShapeSerializer } from "@aws-sdk/core/protocols";
import type { DocumentType } from "@smithy/types";
import { AwsError } from "../core/error.ts";
import { jsonSettings, parseJson } from "./json.ts";
import { lowerFirst, nullMember } from "./messages.ts";
import { type BodyFormat, type Route, readBound, toRoute, writeBound } from "./rest-binding.ts";
import type { Codec, OperationShape, WireRequest } from "./types.ts";

const json: BodyFormat = {
  contentType: "application/json",
  read: (schema, body) =>
    new JsonShapeDeserializer(jsonSettings).readObject(schema, parseJson(body) as DocumentType) as Record<
      string,
      unknown
    >,
  write(schema, value) {
    const serializer = new JsonShapeSerializer(jsonSettings);
    serializer.write(schema, value);
    return String(serializer.flush());
  },
};

function match(routes: readonly Route[], request: WireRequest) {
  for (const route of routes) {
    const found = route.method === request.method && route.pattern.exec(request.path);
    if (found) return { route, values: found.slice(1).map(decodeURIComponent) };
  }
  return undefined;
}

/** Lambda: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html. `shapes` are the operations to route to. */
export function restJsonCodec(shapes: readonly OperationShape[]): Codec {
  // A longer template is the more specific one: `/functions/{F}/invocations` before `/functions/{F}`.
  const routes = shapes
    .flatMap((shape) => toRoute(shape))
    .sort((a, b) => b.pattern.source.length - a.pattern.source.length);
  return {
    operationName: (request) => match(routes, request)?.route.shape.name,
    read(_shape, request) {
      const found = match(routes, request);
      if (!found) throw new AwsError("UnknownOperationException", "", 404);
      return readBound(found.route, found.values, request, json);
    },
    write: (shape, output, requestId) =>
      writeBound(shape, (output ?? {}) as Record<string, unknown>, { "x-amzn-requestid": requestId }, json),
    writeError: (error, requestId) => ({
      status: error.status,
      headers: {
        "content-type": "application/json",
        "x-amzn-requestid": requestId,
        "x-amzn-errortype": error.code,
      },
      body: JSON.stringify({ Type: error.status >= 500 ? "Service" : "User", Message: error.message, ...error.fields }),
    }),
    unknownOperation: () => new AwsError("UnknownOperationException", "", 404),
    missingMember: (name) => new AwsError("ValidationException", nullMember(lowerFirst(name))),
  };
}
