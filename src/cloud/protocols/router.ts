import type { Service } from "../core/types.ts";
import type { Signed } from "./auth.ts";
import { cborCodec, RPC_PATH } from "./cbor.ts";
import { awsJsonCodec } from "./json.ts";
import { modelBySigningName, modelByTarget, modelByVersion, operationShape, type ServiceModel } from "./models.ts";
import { awsQueryCodec, ec2QueryCodec, formParameters } from "./query.ts";
import { restJsonCodec } from "./rest.ts";
import { restXmlCodec } from "./rest-xml.ts";
import type { Codec, OperationShape, WireRequest } from "./types.ts";

/** One service, ready to answer: its codecs are made once. */
export interface Endpoint {
  service: Service;
  model: ServiceModel;
  shape(name: string): OperationShape;
  codecFor(request: WireRequest): Codec;
}

export function createEndpoint(service: Service): Endpoint {
  const model = modelBySigningName.get(service.signingName);
  if (!model) throw new RangeError(`no wire model for ${service.signingName}`);
  const shapes = new Map<string, OperationShape>();
  const shape = (name: string) => {
    const known = shapes.get(name) ?? operationShape(model, name);
    shapes.set(name, known);
    return known;
  };
  const own = ownCodec(model, Object.keys(service.operations).map(shape));
  const json = new Map(["1.0", "1.1"].map((v) => [v, awsJsonCodec(model, `application/x-amz-json-${v}`)] as const));
  const cbor = cborCodec(model);
  const codecFor = (request: WireRequest) => {
    if (RPC_PATH.test(request.path)) return cbor;
    const version = /^application\/x-amz-json-(1\.[01])/.exec(request.headers["content-type"] ?? "")?.[1];
    return (version && json.get(version)) || own;
  };
  return { service, model, shape, codecFor };
}

function ownCodec(model: ServiceModel, shapes: readonly OperationShape[]): Codec {
  switch (model.family) {
    case "ec2Query":
      return ec2QueryCodec(model);
    case "awsQuery":
      return awsQueryCodec(model);
    case "awsJson":
      return awsJsonCodec(model, "application/x-amz-json-1.1");
    case "restJson1":
      return restJsonCodec(shapes);
    case "restXml":
      return restXmlCodec(model, shapes);
  }
}

/** The service a request is for: by what it was signed for, else by what only that service's clients send. */
export function signingNameOf(request: WireRequest, signed: Signed | undefined): string | undefined {
  if (signed) return signed.signingName;
  const target = String(request.headers["x-amz-target"] ?? "").split(".")[0] || RPC_PATH.exec(request.path)?.[1];
  if (target) return modelByTarget.get(target)?.signingName;
  if (/^\/\d{4}-\d{2}-\d{2}\//.test(request.path)) return "lambda";
  return modelByVersion.get(formParameters(request).get("Version") ?? "")?.signingName;
}
