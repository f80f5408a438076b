import { XmlShapeDeserializer, XmlShapeSerializer } from "@aws-sdk/core/protocols";
import { AwsError } from "../core/error.ts";
import { unchunked } from "./aws-chunked.ts";
import { nullMember } from "./messages.ts";
import type { ServiceModel } from "./models.ts";
import { type BodyFormat, type Route, readBound, toRoute, writeBound } from "./rest-binding.ts";
import type { Codec, OperationShape, WireRequest, WireResponse } from "./types.ts";
import { escapeXml } from "./xml.ts";

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
/** Smithy's number for RFC 3339 timestamps. */
const DATE_TIME = 5;
const PARTIAL_CONTENT = 206;

function xmlFormat(model: ServiceModel): BodyFormat {
  const settings = {
    xmlNamespace: model.xmlNamespace,
    serviceNamespace: model.signingName,
    timestampFormat: { useTrait: true, default: DATE_TIME },
  } as const;
  return {
    contentType: "application/xml",
    read(schema, body) {
      try {
        return new XmlShapeDeserializer(settings).read(schema, body.toString("utf8")) as Record<string, unknown>;
      } catch {
        throw new AwsError("MalformedXML", "The XML you provided was not well-formed");
      }
    },
    write(schema, value) {
      const serializer = new XmlShapeSerializer(settings);
      serializer.write(schema, value);
      return DECLARATION + String(serializer.flush());
    },
  };
}

/** The bucket in the host's name: a client that was given a name as its endpoint puts it there (`bucket.localhost`), one with an IP does not. */
const VIRTUAL_HOST = /^(.+?)\.(?:localhost|s3[.-][a-z0-9.-]*amazonaws\.com|s3\.localhost)(?::\d+)?$/;

/** `/bucket/key`, wherever the client has written the bucket. */
function bucketPath({ path, headers }: WireRequest): string {
  const bucket = VIRTUAL_HOST.exec(headers.host ?? "")?.[1];
  return bucket === undefined || bucket === "s3" ? path : `/${bucket}${path}`;
}

function fits({ literals, required, parameters }: Route, { query }: WireRequest): boolean {
  const wanted = literals.every(([name, value]) => query.has(name) && (value === "" || query.get(name) === value));
  if (!wanted || !required.every((name) => query.has(name))) return false;
  // A flag (`?versioning`) asks for another operation of the same path.
  const known = new Set([...parameters, ...literals.map(([name]) => name)]);
  return [...query].every(([name, value]) => value !== "" || known.has(name));
}

function match(routes: readonly Route[], request: WireRequest) {
  const path = bucketPath(request);
  for (const route of routes) {
    const found = route.method === request.method && fits(route, request) && route.pattern.exec(path);
    if (found) return { route, values: found.slice(1).map(decodeURIComponent) };
  }
  return undefined;
}

/** S3's templates leave the bucket to the host's name. */
function toBucketRoute(shape: OperationShape): Route[] {
  const inBucket =
    shape.input?.isStructSchema() && [...shape.input.structIterator()].some(([name]) => name === "Bucket");
  return toRoute(shape, inBucket ? "/{Bucket}" : "");
}

/** The one answer of S3 that has its value in the outermost element. */
function unwrapped(body: string | Uint8Array): string {
  return String(body).replace(/(<LocationConstraint[^>]*>)<LocationConstraint>(.*?)<\/LocationConstraint>/, "$1$2");
}

function writeError(error: AwsError, requestId: string): WireResponse {
  const fields = Object.entries({ Code: error.code, Message: error.message, ...error.fields, RequestId: requestId });
  const inner = fields.map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`).join("");
  const headers = { "content-type": "application/xml", "x-amz-request-id": requestId };
  return { status: error.status, headers, body: `${DECLARATION}<Error>${inner}</Error>` };
}

/** S3: https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html. `shapes` are the operations to route to. */
export function restXmlCodec(model: ServiceModel, shapes: readonly OperationShape[]): Codec {
  const format = xmlFormat(model);
  const specific = (route: Route) =>
    route.pattern.source.length + 100 * (route.literals.length + route.required.length);
  const routes = shapes.flatMap(toBucketRoute).sort((a, b) => specific(b) - specific(a));
  return {
    operationName: (request) => match(routes, request)?.route.shape.name,
    read(_shape, request) {
      const found = match(routes, request);
      if (!found) throw notImplemented();
      return readBound(found.route, found.values, { ...request, body: unchunked(request) }, format);
    },
    write(shape, output, requestId) {
      const members = (output ?? {}) as Record<string, unknown>;
      const response = writeBound(shape, members, { "x-amz-request-id": requestId }, format);
      if (response.headers["content-range"]) response.status = PARTIAL_CONTENT;
      return shape.name === "GetBucketLocation" ? { ...response, body: unwrapped(response.body) } : response;
    },
    writeError,
    unknownOperation: notImplemented,
    missingMember: (name) => new AwsError("InvalidRequest", nullMember(name)),
  };
}

const notImplemented = () =>
  new AwsError("NotImplemented", "A header you provided implies functionality that is not implemented", 501);
