import type { NormalizedSchema } from "@smithy/core/schema";
import { requiredMembers } from "./models.ts";
import type { OperationShape, WireRequest, WireResponse } from "./types.ts";

/** Where a member of a REST operation lies: https://smithy.io/2.0/spec/http-bindings.html */
interface Bindings {
  httpLabel?: unknown;
  httpQuery?: string;
  httpHeader?: string;
  httpPrefixHeaders?: string;
  httpPayload?: unknown;
  httpResponseCode?: unknown;
}
const bindingsOf = (schema: NormalizedSchema) => schema.getMergedTraits() as Bindings;

/** How a service writes the members that lie in the body. */
export interface BodyFormat {
  contentType: string;
  read(schema: NormalizedSchema, body: Buffer): Record<string, unknown>;
  write(schema: NormalizedSchema, value: Record<string, unknown>): string;
}

export interface Route {
  shape: OperationShape;
  method: string;
  pattern: RegExp;
  labels: string[];
  /** Parameters that the template itself has: `list-type=2`, or `location`, which is a flag. */
  literals: readonly [name: string, value: string][];
  /** Parameters that members are read from, and those of them that must be there. */
  parameters: readonly string[];
  required: readonly string[];
}

/** `/2015-03-31/functions/{FunctionName}` as a pattern; `{Key+}` takes slashes too. A trailing slash is the same path. */
export function toRoute(shape: OperationShape, prefix = ""): Route[] {
  if (!shape.http) return [];
  const labels: string[] = [];
  const [path = "", query = ""] = shape.http[1].split("?", 2);
  const source = (prefix + path).replace(/\/$/, "").replace(/\{(\w+)(\+?)\}/g, (_, label, greedy) => {
    labels.push(label);
    return greedy ? "(.+)" : "([^/]+)";
  });
  const members = shape.input?.isStructSchema() ? [...shape.input.structIterator()] : [];
  const inQuery = members.flatMap(([name, member]) => {
    const { httpQuery } = bindingsOf(member);
    return httpQuery ? [{ name, httpQuery }] : [];
  });
  const demanded = new Set(shape.input ? requiredMembers(shape.input) : []);
  return [
    {
      shape,
      method: shape.http[0],
      pattern: new RegExp(`^${source}/?$`),
      labels,
      // `x-id` is the SDK's own word for the operation; other clients leave it out.
      literals: [...new URLSearchParams(query)].filter(([name]) => name !== "x-id"),
      parameters: inQuery.map(({ httpQuery }) => httpQuery),
      required: inQuery.filter(({ name }) => demanded.has(name)).map(({ httpQuery }) => httpQuery),
    },
  ];
}

/** The members of the input, from the path, the query, the headers and the body. `values` are the labels', in the order of the path. */
export function readBound(route: Route, values: string[], request: WireRequest, format: BodyFormat) {
  const schema = route.shape.input;
  if (!schema || schema.isUnitSchema()) return {};
  const input: Record<string, unknown> = {};
  const inBody: string[] = [];
  let payload = false;
  for (const [name, member] of schema.structIterator()) {
    const { httpLabel, httpQuery, httpHeader, httpPrefixHeaders, httpPayload } = bindingsOf(member);
    let text: string | undefined;
    if (httpLabel) text = values[route.labels.indexOf(name)];
    else if (httpQuery) text = request.query.get(httpQuery) ?? undefined;
    else if (httpHeader) text = request.headers[httpHeader.toLowerCase()] as string | undefined;
    else if (httpPrefixHeaders) input[name] = prefixed(httpPrefixHeaders, request);
    else if (httpPayload) {
      payload = true;
      if (!member.isStructSchema()) input[name] = new Uint8Array(request.body);
      else if (request.body.length > 0) input[name] = format.read(member, request.body);
    } else inBody.push(name);
    if (text !== undefined) input[name] = fromText(member, text);
  }
  if (payload || inBody.length === 0) return input;
  const parsed = format.read(schema, request.body);
  for (const name of inBody) if (parsed[name] !== undefined) input[name] = parsed[name];
  return input;
}

function prefixed(prefix: string, { headers }: WireRequest): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), String(value)]));
}

function fromText(schema: NormalizedSchema, text: string): unknown {
  if (schema.isNumericSchema()) return Number(text);
  if (schema.isTimestampSchema()) return new Date(text);
  return schema.isBooleanSchema() ? text === "true" : text;
}

/** The answer with each member of the output where its binding wants it. */
export function writeBound(
  shape: OperationShape,
  output: Record<string, unknown>,
  requestId: Record<string, string>,
  format: BodyFormat,
): WireResponse {
  const headers: Record<string, string> = { "content-type": format.contentType, ...requestId };
  const response: WireResponse = { status: shape.http?.[2] ?? 200, headers, body: "" };
  if (!shape.output || shape.output.isUnitSchema()) return response;
  const inBody: Record<string, unknown> = {};
  let bodiless = true;
  for (const [name, member] of shape.output.structIterator()) {
    const { httpHeader, httpPrefixHeaders, httpPayload, httpResponseCode } = bindingsOf(member);
    const value = output[name];
    if (httpPayload) {
      response.body = payloadOf(member, value, format);
      return bindRest(shape, output, response);
    }
    if (httpHeader || httpPrefixHeaders || httpResponseCode) continue;
    bodiless = false;
    if (value !== undefined) inBody[name] = value;
  }
  if (!bodiless) response.body = format.write(shape.output, inBody);
  return bindRest(shape, output, response);
}

function payloadOf(member: NormalizedSchema, value: unknown, format: BodyFormat): string | Uint8Array {
  if (member.isStructSchema() && value !== undefined) return format.write(member, value as Record<string, unknown>);
  return (value as Uint8Array | string | undefined) ?? "";
}

/** What lies outside the body: headers and the status. */
function bindRest(shape: OperationShape, output: Record<string, unknown>, response: WireResponse): WireResponse {
  for (const [name, member] of shape.output?.structIterator() ?? []) {
    const { httpHeader, httpPrefixHeaders, httpResponseCode } = bindingsOf(member);
    const value = output[name];
    if (value === undefined) continue;
    if (httpHeader) response.headers[httpHeader.toLowerCase()] = headerText(value);
    if (httpResponseCode) response.status = Number(value);
    if (!httpPrefixHeaders) continue;
    for (const [key, text] of Object.entries(value as Record<string, string>)) {
      response.headers[httpPrefixHeaders + key] = text;
    }
  }
  return response;
}

const headerText = (value: unknown) => (value instanceof Date ? value.toUTCString() : String(value));
