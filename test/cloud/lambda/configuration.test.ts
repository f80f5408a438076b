import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeZip } from "../../../src/cloud/core/zip.ts";
import { lambdaHarness, RESOURCE } from "./harness.ts";

let lambda: ReturnType<typeof lambdaHarness>;
beforeEach(() => {
  lambda = lambdaHarness();
});
afterEach(() => lambda.close());

const ARN = "arn:aws:lambda:us-east-1:111122223333:function:f";
const create = (properties: object = {}) =>
  lambda.create("f", "exports.handler = async () => process.env.MODE;", properties);

describe("a function", () => {
  it("is described by any of its names", async () => {
    await create({
      Timeout: "30",
      MemorySize: "256",
      Description: "moves the address",
      Tags: [{ Key: "wan", Value: "dc1" }],
    });
    for (const name of ["f", ARN, `${ARN}:$LATEST`, "111122223333:function:f", "f:$LATEST"]) {
      expect(await lambda.call("GetFunctionConfiguration", { FunctionName: name })).toMatchObject({
        FunctionName: "f",
        FunctionArn: ARN,
        Runtime: "nodejs20.x",
        Handler: "index.handler",
        Timeout: 30,
        MemorySize: 256,
        Description: "moves the address",
        State: "Active",
        LastUpdateStatus: "Successful",
        Version: "$LATEST",
        LoggingConfig: { LogFormat: "Text", LogGroup: "/aws/lambda/f" },
      });
    }
    expect(await lambda.call("GetFunction", { FunctionName: "f" })).toMatchObject({
      Configuration: { FunctionName: "f" },
      Tags: { wan: "dc1" },
    });
    expect(await lambda.call("ListFunctions")).toMatchObject({ Functions: [{ FunctionName: "f" }] });
    await expect(lambda.call("GetFunction", { FunctionName: "f", Qualifier: "7" })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      message: `Function not found: ${ARN}:7`,
    });
  });

  it("gets new settings in new environments", async () => {
    await create({ Environment: { Variables: { MODE: "reference" } } });
    expect((await lambda.invoke("f")).result).toBe("reference");
    await lambda.call("UpdateFunctionConfiguration", {
      FunctionName: "f",
      Timeout: 7,
      Environment: { Variables: { MODE: "hot-standby" } },
    });
    expect((await lambda.invoke("f")).result).toBe("hot-standby");
    expect(await lambda.call("GetFunctionConfiguration", { FunctionName: "f" })).toMatchObject({ Timeout: 7 });
    await expect(lambda.call("UpdateFunctionConfiguration", { FunctionName: "f", Timeout: 901 })).rejects.toMatchObject(
      {
        code: "ValidationException",
        message:
          "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
      },
    );
  });

  it("runs the code of an archive in a bucket, and only that", async () => {
    const code = Buffer.from("export const handler = async () => process.cwd();");
    lambda.objects.write("b", "k.zip", writeZip(new Map([["index.mjs", code]])));
    const [provider] = lambda.service.resources ?? [];
    await provider?.create(
      {
        FunctionName: "asset",
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Role: "r",
        Code: { S3Bucket: "b", S3Key: "k.zip" },
      },
      RESOURCE,
    );
    expect((await lambda.invoke("asset")).result).toBe(join(lambda.ctx.workDir, "lambda/functions/asset"));
  });

  it("goes with its stack", async () => {
    await create();
    await lambda.invoke("f");
    const [provider] = lambda.service.resources ?? [];
    await provider?.delete?.("f");
    await expect(lambda.invoke("f")).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });

  it.each([
    [
      { Runtime: "python3.13" },
      "InvalidParameterValueException",
      "LocalCloud runs Node functions only, not the runtime python3.13 of f",
    ],
    [
      { Timeout: 0 },
      "ValidationException",
      "1 validation error detected: Value '0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [{ Code: {} }, "InvalidParameterValueException", "Please provide a source for function code."],
  ])("is refused with %j", async (properties, code, message) => {
    await expect(create(properties)).rejects.toMatchObject({ code, message });
  });
});

describe("a resource policy", () => {
  const statement = {
    FunctionName: "f",
    StatementId: "s",
    Action: "lambda:InvokeFunction",
    Principal: "events.amazonaws.com",
    SourceArn: "arn:x",
  };

  it("has the statements that were added", async () => {
    await create();
    await expect(lambda.call("GetPolicy", { FunctionName: "f" })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      message: "The resource you requested does not exist.",
    });
    const expected = {
      Sid: "s",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "lambda:InvokeFunction",
      Resource: ARN,
      Condition: { ArnLike: { "AWS:SourceArn": "arn:x" } },
    };
    const added = await lambda.call<{ Statement: string }>("AddPermission", statement);
    expect(JSON.parse(added.Statement)).toEqual(expected);
    const { Policy } = await lambda.call<{ Policy: string }>("GetPolicy", { FunctionName: "f" });
    expect(JSON.parse(Policy)).toEqual({ Version: "2012-10-17", Id: "default", Statement: [expected] });
    await expect(lambda.call("AddPermission", statement)).rejects.toMatchObject({
      code: "ResourceConflictException",
      status: 409,
      message:
        "The statement id (s) provided already exists. Please provide a new statement id, or remove the existing statement.",
    });
    await lambda.call("RemovePermission", { FunctionName: "f", StatementId: "s" });
    await expect(lambda.call("RemovePermission", { FunctionName: "f", StatementId: "s" })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      message: "Statement s is not found in resource policy.",
    });
  });
});

describe("an event invoke config", () => {
  it("is shown as it was put", async () => {
    await create();
    await expect(lambda.call("GetFunctionEventInvokeConfig", { FunctionName: "f" })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      message: `The function ${ARN}:$LATEST doesn't have an EventInvokeConfig`,
    });
    await lambda.call("PutFunctionEventInvokeConfig", {
      FunctionName: "f",
      MaximumRetryAttempts: 1,
      MaximumEventAgeInSeconds: 60,
    });
    expect(await lambda.call("GetFunctionEventInvokeConfig", { FunctionName: "f" })).toMatchObject({
      FunctionArn: `${ARN}:$LATEST`,
      MaximumRetryAttempts: 1,
      MaximumEventAgeInSeconds: 60,
      LastModified: expect.any(Date),
    });
    await expect(
      lambda.call("PutFunctionEventInvokeConfig", { FunctionName: "f", MaximumRetryAttempts: 3 }),
    ).rejects.toMatchObject({ code: "ValidationException" });
  });
});
