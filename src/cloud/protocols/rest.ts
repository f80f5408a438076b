import { JsonShapeDeserializer, JsonShapeSerializer } from "@aws-sdk/core/protocols";
import type { NormalizedSchema } from "@smithy/core/schema";
import type { DocumentType } from "@smithy/types";
import { AwsError } from "../core/error.ts";
import { jsonSettings, parseJson } from "./json.ts";
import { lowerFirst, nullMember } from "./messages.ts";
import type { Codec, OperationShape, WireRequest, WireResponse } from "./types.ts";

interface Bindings {
  httpLabel?: unknown;
  httpQuery?: string;
  httpHeader?: string;
  httpPayload?: unknown;
  httpResponseCode?: unknown;
}
const bindingsOf = (schema: NormalizedSchema) => schema.getMergedTraits() as Bindings;

interface Route {
  shape: OperationShape;
  method: string;
  pattern: RegExp;
  labels: string[];
}

/** `/2015-03-31/functions/{FunctionName}` as a pattern. A trailing slash is the same path. */
function toRoute(shape: OperationShape): Route[] {
  if (!shape.http) return [];
  const labels: string[] = [];
  const source = (shape.http[1].split("?")[0] as string).replace(/\/$/, "").replace(/\{(\w+)\+?\}/g, (_, label) => {
    labels.push(label);
    return "([^/]+)";
  });
  return [{ shape, method: shape.http[0], pattern: new RegExp(`^${source}/?$`), labels }];
}

function match(routes: readonly Route[], request: WireRequest) {
  for (const route of routes) {
    const found = route.method === request.method && route.pattern.exec(request.path);
    if (found) return { route, values: found.slice(1).map(decodeURIComponent) };
  }
  return undefined;
}

function fromText(schema: NormalizedSchema, text: string): unknown {
  if (schema.isNumericSchema()) return Number(text);
  return schema.isBooleanSchema() ? text === "true" : text;
}

function readInput(route: Route, values: string[], request: WireRequest): Record<string, unknown> {
  const schema = route.shape.input;
  if (!schema || schema.isUnitSchema()) return {};
  const input: Record<string, unknown> = {};
  const inBody: string[] = [];
  let payload = false;
  for (const [name, member] of schema.structIterator()) {
    const { httpLabel, httpQuery, httpHeader, httpPayload } = bindingsOf(member);
    let text: string | undefined;
    if (httpLabel) text = values[route.labels.indexOf(name)];
    else if (httpQuery) text = request.query.get(httpQuery) ?? undefined;
    else if (httpHeader) text = request.headers[httpHeader.toLowerCase()] as string | undefined;
    else if (httpPayload) {
      payload = true;
      input[name] = new Uint8Array(request.body);
    } else inBody.push(name);
    if (text !== undefined) input[name] = fromText(member, text);
  }
  if (!payload && inBody.length > 0) readBody(schema, inBody, request.body, input);
  return input;
}

function readBody(schema: NormalizedSchema, members: string[], body: Buffer, into: Record<string, unknown>) {
  const parsed = new JsonShapeDeserializer(jsonSettings).readObject(schema, parseJson(body) as DocumentType) as Record<
    string,
    unknown
  >;
  for (const name of members) if (parsed[name] !== undefined) into[name] = parsed[name];
}

function writeOutput(shape: OperationShape, output: Record<string, unknown>, requestId: string): WireResponse {
  const headers: Record<string, string> = { "content-type": "application/json", "x-amzn-requestid": requestId };
  const response: WireResponse = { status: shape.http?.[2] ?? 200, headers, body: "" };
  if (!shape.output || shape.output.isUnitSchema()) return response;
  const bound = new Set<string>();
  let payload: string | undefined;
  for (const [name, member] of shape.output.structIterator()) {
    const { httpHeader, httpPayload, httpResponseCode } = bindingsOf(member);
    if (httpHeader || httpPayload || httpResponseCode) bound.add(name);
    const value = output[name];
    if (httpPayload) payload = name;
    if (value === undefined) continue;
    if (httpHeader) headers[httpHeader.toLowerCase()] = String(value);
    if (httpResponseCode) response.status = Number(value);
  }
  if (payload) response.body = (output[payload] as Uint8Array | string | undefined) ?? "";
  else {
    const serializer = new JsonShapeSerializer(jsonSettings);
    serializer.write(shape.output, Object.fromEntries(Object.entries(output).filter(([name]) => !bound.has(name))));
    response.body = String(serializer.flush());
  }
  return response;
}

/** Lambda: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html. `shapes` are the operations to route to. */
export function restJsonCodec(shapes: readonly OperationShape[]): Codec {
  // A longer template is the more specific one: `/functions/{F}/invocations` before `/functions/{F}`.
  const routes = shapes.flatMap(toRoute).sort((a, b) => b.pattern.source.length - a.pattern.source.length);
  return {
    operationName: (request) => match(routes, request)?.route.shape.name,
    read(_shape, request) {
      const found = match(routes, request);
      if (!found) throw new AwsError("UnknownOperationException", "", 404);
      return readInput(found.route, found.values, request);
    },
    write: (shape, output, requestId) => writeOutput(shape, (output ?? {}) as Record<string, unknown>, requestId),
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
