import { randomUUID } from "node:crypto";
import type { InvocationResponse } from "@aws-sdk/client-lambda";
import { AwsError } from "../../../src/cloud/core/error.ts";
import type { LogPort, ObjectPort } from "../../../src/cloud/core/ports.ts";
import type { ResourceRequest } from "../../../src/cloud/core/types.ts";
import { createLambda } from "../../../src/cloud/services/lambda/index.ts";
import { type RealContext, realContext } from "../context.ts";

export interface DeadLetter {
  target: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever was sent
  body: any;
  attributes: Record<string, string> | undefined;
}

export const RESOURCE: ResourceRequest = {
  logicalId: "Function",
  stackName: "test",
  stackId: "arn:aws:cloudformation:us-east-1:111122223333:stack/test/1",
  tags: {},
};

const caller = () => ({ accessKeyId: undefined, arn: "arn:aws:iam::111122223333:root", requestId: randomUUID() });

/** Lambda with ports that remember what they were given. */
export function lambdaHarness(ctx: RealContext = realContext()) {
  const lines: { group: string; stream: string; message: string }[] = [];
  const letters: DeadLetter[] = [];
  const outage = { on: false };
  const stored = new Map<string, Buffer>();
  const objects: ObjectPort = {
    read(bucket, key) {
      const body = stored.get(`${bucket}/${key}`);
      if (body) return body;
      throw new AwsError("NoSuchKey", "The specified key does not exist.", 404);
    },
    write: (bucket, key, body) => void stored.set(`${bucket}/${key}`, body),
  };
  const logs: LogPort = {
    append: (group, stream, added) => lines.push(...added.map(({ message }) => ({ group, stream, message }))),
  };
  const service = createLambda(ctx, {
    logs,
    credentials: { forRole: () => ({ accessKeyId: "ASIATEST", secretAccessKey: "secret", sessionToken: "token" }) },
    access: { requireRole: () => undefined, requireService: () => undefined },
    objects,
    deadLetter: { send: (target, body, attributes) => letters.push({ target, body, attributes }) },
    impaired: () => outage.on,
  });

  async function call<T = Record<string, unknown>>(operation: string, input: object = {}): Promise<T> {
    const run = service.operations[operation];
    if (!run) throw new Error(`no operation ${operation}`);
    return (await run(input, caller())) as T;
  }
  async function resource(type: string, properties: object, logicalId = "Function") {
    const provider = service.resources?.find((one) => one.type === type);
    if (!provider) throw new Error(`no provider for ${type}`);
    return provider.create(properties, { ...RESOURCE, logicalId });
  }
  return {
    ctx,
    service,
    lines,
    letters,
    /** Of the whole service. */
    outage,
    objects,
    call,
    resource,
    /** Creates a function from the text of its `index.js`. */
    create: (name: string, code: string, properties: object = {}) =>
      resource("AWS::Lambda::Function", {
        FunctionName: name,
        Runtime: "nodejs20.x",
        Handler: "index.handler",
        Role: "arn:aws:iam::111122223333:role/test",
        Code: { ZipFile: code },
        ...properties,
      }),
    async invoke(name: string, event: unknown = {}, more: object = {}) {
      const input = { FunctionName: name, Payload: Buffer.from(JSON.stringify(event)), ...more };
      const output = await call<InvocationResponse>("Invoke", input);
      return { ...output, result: JSON.parse(Buffer.from(output.Payload ?? []).toString() || "null") };
    },
    messages: (group: string) => lines.filter((line) => line.group === group).map((line) => line.message),
    async close() {
      await service.close?.();
      ctx.end();
    },
  };
}
