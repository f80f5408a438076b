import * as cloudformation from "@aws-sdk/client-cloudformation";
import * as cloudwatch from "@aws-sdk/client-cloudwatch";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as ec2 from "@aws-sdk/client-ec2";
import * as events from "@aws-sdk/client-eventbridge";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import * as ssm from "@aws-sdk/client-ssm";
import * as sts from "@aws-sdk/client-sts";
import { NormalizedSchema } from "@smithy/core/schema";
import type { StaticOperationSchema } from "@smithy/types";
import * as iam from "./iam-schema.ts";
import type { OperationShape } from "./types.ts";

export type ProtocolFamily = "ec2Query" | "awsQuery" | "awsJson" | "restJson1" | "restXml";

/** How the clients of one service talk to it. */
export interface ServiceModel {
  signingName: string;
  /** The protocol for a request that shows none: what an unsigned or unreadable one is answered in. */
  family: ProtocolFamily;
  /** Version of the query API, by which a form post without a signature can be told. */
  version: string;
  xmlNamespace: string;
  /** What `X-Amz-Target` begins with; undefined for services without a JSON protocol. */
  target?: string;
  /** JSON protocol that also answers the query protocol's error codes (`x-amzn-query-error`). */
  queryCompatible?: boolean;
  /** The SDK package's exports, which hold each operation's schema as `Name$`. */
  schemas: Readonly<Record<string, unknown>>;
}

const models: readonly ServiceModel[] = [
  {
    signingName: "ec2",
    family: "ec2Query",
    version: "2016-11-15",
    xmlNamespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
    schemas: ec2,
  },
  {
    signingName: "sts",
    family: "awsQuery",
    version: "2011-06-15",
    xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    schemas: sts,
  },
  {
    signingName: "monitoring",
    family: "awsQuery",
    version: "2010-08-01",
    xmlNamespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
    target: "GraniteServiceVersion20100801",
    queryCompatible: true,
    schemas: cloudwatch,
  },
  {
    signingName: "events",
    family: "awsJson",
    version: "2015-10-07",
    xmlNamespace: "",
    target: "AWSEvents",
    schemas: events,
  },
  {
    signingName: "logs",
    family: "awsJson",
    version: "2014-03-28",
    xmlNamespace: "",
    target: "Logs_20140328",
    schemas: logs,
  },
  {
    signingName: "cloudformation",
    family: "awsQuery",
    version: "2010-05-15",
    xmlNamespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/",
    schemas: cloudformation,
  },
  {
    signingName: "s3",
    family: "restXml",
    version: "2006-03-01",
    xmlNamespace: "http://s3.amazonaws.com/doc/2006-03-01/",
    schemas: s3,
  },
  { signingName: "ssm", family: "awsJson", version: "2014-11-06", xmlNamespace: "", target: "AmazonSSM", schemas: ssm },
  { signingName: "lambda", family: "restJson1", version: "2015-03-31", xmlNamespace: "", schemas: lambda },
  // No client package with schemas for these: their JSON goes through as it is, and their query APIs have no operations here.
  { signingName: "sqs", family: "awsJson", version: "2012-11-05", xmlNamespace: "", target: "AmazonSQS", schemas: {} },
  {
    signingName: "kms",
    family: "awsJson",
    version: "2014-11-01",
    xmlNamespace: "",
    target: "TrentService",
    schemas: {},
  },
  {
    signingName: "sns",
    family: "awsQuery",
    version: "2010-03-31",
    xmlNamespace: "http://sns.amazonaws.com/doc/2010-03-31/",
    schemas: {},
  },
  {
    signingName: "iam",
    family: "awsQuery",
    version: "2010-05-08",
    xmlNamespace: "https://iam.amazonaws.com/doc/2010-05-08/",
    schemas: iam,
  },
];

export const modelBySigningName = new Map(models.map((model) => [model.signingName, model]));
export const modelByTarget = new Map(models.flatMap((model) => (model.target ? [[model.target, model]] : [])));
export const modelByVersion = new Map(models.map((model) => [model.version, model]));

const HTTP_TRAIT = "http";

/** Whether AWS has an operation of this name, implemented here or not. */
export function isAwsOperation(model: ServiceModel, name: string): boolean {
  return Array.isArray(model.schemas[`${name}$`]);
}

/** The operation's schema from the SDK package, made ready. */
export function operationShape(model: ServiceModel, name: string): OperationShape {
  if (!isAwsOperation(model, name)) return { name, input: undefined, output: undefined, http: undefined };
  const [, , , traits, input, output] = model.schemas[`${name}$`] as StaticOperationSchema;
  const http = typeof traits === "object" ? (traits as Record<string, unknown>)[HTTP_TRAIT] : undefined;
  return {
    name,
    input: NormalizedSchema.of(input),
    output: NormalizedSchema.of(output),
    http: http as OperationShape["http"],
  };
}

/** Names of the members that must be there. A structure's schema lists those first and ends with how many they are. */
export function requiredMembers(schema: NormalizedSchema): readonly string[] {
  const raw = schema.getSchema() as unknown;
  if (!Array.isArray(raw) || !Array.isArray(raw[4])) return [];
  return raw[4].slice(0, typeof raw[6] === "number" ? raw[6] : 0);
}
