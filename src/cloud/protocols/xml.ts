import { XmlShapeSerializer } from "@aws-sdk/core/protocols";
import type { NormalizedSchema } from "@smithy/core/schema";
import type { AwsError } from "../core/error.ts";
import type { ServiceModel } from "./models.ts";
import type { OperationShape, WireResponse } from "./types.ts";

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
/** Smithy's number for RFC 3339 timestamps, which the query protocols use. */
const DATE_TIME = 5;

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c] as string);
}

function response(status: number, body: string, requestId: string): WireResponse {
  return {
    status,
    headers: { "content-type": "text/xml;charset=UTF-8", "x-amzn-requestid": requestId },
    body: DECLARATION + body,
  };
}

/** The members of `output` as XML, without an element around them. */
function members(schema: NormalizedSchema, output: unknown, model: ServiceModel): string {
  const serializer = new XmlShapeSerializer({
    xmlNamespace: model.xmlNamespace,
    serviceNamespace: model.signingName,
    timestampFormat: { useTrait: true, default: DATE_TIME },
  });
  serializer.write(schema, output ?? {});
  const xml = String(serializer.flush());
  return xml.endsWith("/>") && xml.indexOf("<", 1) < 0 ? "" : xml.slice(xml.indexOf(">") + 1, xml.lastIndexOf("</"));
}

/** EC2's form: the members lie in the response itself, and an operation without output answers `return`. */
export function writeEc2(shape: OperationShape, output: unknown, requestId: string, model: ServiceModel): WireResponse {
  const unit = !shape.output || shape.output.isUnitSchema();
  const inner = unit ? "<return>true</return>" : members(shape.output as NormalizedSchema, output, model);
  const open = `<${shape.name}Response xmlns="${model.xmlNamespace}"><requestId>${requestId}</requestId>`;
  return response(200, `${open}${inner}</${shape.name}Response>`, requestId);
}

/** The query protocol's form: the members lie in `NameResult`. */
export function writeQuery(
  shape: OperationShape,
  output: unknown,
  requestId: string,
  model: ServiceModel,
): WireResponse {
  const unit = !shape.output || shape.output.isUnitSchema();
  const result = unit
    ? ""
    : `<${shape.name}Result>${members(shape.output as NormalizedSchema, output, model)}</${shape.name}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  const open = `<${shape.name}Response xmlns="${model.xmlNamespace}">`;
  return response(200, `${open}${result}${metadata}</${shape.name}Response>`, requestId);
}

export function writeEc2Error(error: AwsError, requestId: string): WireResponse {
  const inner = `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
  const body = `<Response><Errors><Error>${inner}</Error></Errors><RequestID>${requestId}</RequestID></Response>`;
  return response(error.status, body, requestId);
}

export function writeQueryError(error: AwsError, requestId: string, model: ServiceModel): WireResponse {
  const type = error.status >= 500 ? "Receiver" : "Sender";
  const inner = `<Type>${type}</Type><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
  const body = `<ErrorResponse xmlns="${model.xmlNamespace}"><Error>${inner}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return response(error.status, body, requestId);
}
