import type { NormalizedSchema } from "@smithy/core/schema";
import { AwsError } from "../core/error.ts";
import { lowerFirst, nullMember } from "./messages.ts";
import { requiredMembers, type ServiceModel } from "./models.ts";
import { readQuery } from "./query-input.ts";
import type { Codec, OperationShape, WireRequest } from "./types.ts";
import { writeEc2, writeEc2Error, writeQuery, writeQueryError } from "./xml.ts";

/** A GET carries its parameters in the query string, a POST in the body. */
export function formParameters(request: WireRequest): URLSearchParams {
  return request.method === "GET" ? request.query : new URLSearchParams(request.body.toString("utf8"));
}

const operationName = (request: WireRequest) => formParameters(request).get("Action") ?? undefined;

function reader(ec2: boolean) {
  return (shape: OperationShape, request: WireRequest) => {
    if (!shape.input) return Object.fromEntries(formParameters(request));
    const input = readQuery(shape.input, formParameters(request), { ec2 });
    return ec2 ? { ...emptyLists(shape.input), ...input } : input;
  };
}

/** EC2's protocol has no sign for an empty list: one that is required and not sent is empty, which the operation answers for. */
function emptyLists(schema: NormalizedSchema): Record<string, []> {
  const lists = requiredMembers(schema).filter((name) => schema.getMemberSchema(name).isListSchema());
  return Object.fromEntries(lists.map((name) => [name, []]));
}

function unknownAction(name: string, model: ServiceModel): AwsError {
  if (!name) return new AwsError("MissingAction", "The request must contain the parameter Action");
  const where = model.family === "ec2Query" ? "web service" : "endpoint";
  return new AwsError("InvalidAction", `The action ${name} is not valid for this ${where}.`);
}

/** EC2: https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html */
export function ec2QueryCodec(model: ServiceModel): Codec {
  return {
    operationName,
    read: reader(true),
    write: (shape, output, requestId) => writeEc2(shape, output, requestId, model),
    writeError: (error, requestId) => writeEc2Error(error, requestId),
    unknownOperation: (name) => unknownAction(name, model),
    missingMember: (name, shape) => new AwsError("MissingParameter", missingEc2Text(name, shape)),
  };
}

/** EC2 names the parameter as it is sent: `InstanceId` for the list `InstanceIds`. */
function missingEc2Text(member: string, shape: OperationShape): string {
  const traits = shape.input?.getMemberSchema(member).getMergedTraits() as { ec2QueryName?: string; xmlName?: string };
  const name = traits.ec2QueryName ?? traits.xmlName ?? member;
  return `The request must contain the parameter ${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** STS, SNS, IAM and CloudWatch's old protocol: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export function awsQueryCodec(model: ServiceModel): Codec {
  return {
    operationName,
    read: reader(false),
    write: (shape, output, requestId) => writeQuery(shape, output, requestId, model),
    writeError: (error, requestId) => writeQueryError(error, requestId, model),
    unknownOperation: (name) => unknownAction(name, model),
    missingMember: (name) => new AwsError("ValidationError", nullMember(lowerFirst(name))),
  };
}
