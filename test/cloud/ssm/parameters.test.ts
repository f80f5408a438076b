import {
  DeleteParameterCommand,
  DeleteParametersCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  type PutParameterRequest,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorOf, startCloud, type TestCloud } from "../local.ts";

let cloud: TestCloud;
let ssm: SSMClient;
beforeAll(async () => {
  cloud = await startCloud();
  ssm = new SSMClient(cloud.config);
});
afterAll(async () => {
  ssm.destroy();
  await cloud.close();
});

const put = (input: PutParameterRequest) => ssm.send(new PutParameterCommand({ Type: "String", ...input }));
const get = async (Name: string, WithDecryption = false) =>
  (await ssm.send(new GetParameterCommand({ Name, WithDecryption }))).Parameter;

describe("a parameter", () => {
  it("has a version for each value", async () => {
    await put({ Name: "/wan/a", Value: "1" });
    expect(await put({ Name: "/wan/a", Value: "2", Overwrite: true })).toMatchObject({ Version: 2, Tier: "Standard" });
    expect(await get("/wan/a")).toMatchObject({
      Value: "2",
      Version: 2,
      Type: "String",
      ARN: "arn:aws:ssm:eu-west-1:111122223333:parameter/wan/a",
    });
    expect((await get("/wan/a:2"))?.Value).toBe("2");
    expect((await errorOf(get("/wan/a:1"))).code).toBe("ParameterNotFound");
  });

  it("is shown only to whoever asks for its decryption, when it is secure", async () => {
    await put({ Name: "/wan/key", Value: "c2VjcmV0", Type: "SecureString" });
    const shown = await get("/wan/key");
    expect(shown?.Type).toBe("SecureString");
    expect(Buffer.from(shown?.Value ?? "", "base64").toString()).not.toContain("c2VjcmV0");
    expect((await get("/wan/key", true))?.Value).toBe("c2VjcmV0");
    const filter = { Key: "Name", Values: ["/wan/key"] };
    const { Parameters } = await ssm.send(new DescribeParametersCommand({ ParameterFilters: [filter] }));
    expect(Parameters).toHaveLength(1);
    expect(Parameters?.[0]).toMatchObject({ KeyId: "alias/aws/ssm", Type: "SecureString" });
    expect(JSON.stringify([Parameters, cloud.journal])).not.toContain("c2VjcmV0");
  });

  it("is found by names and by path", async () => {
    for (const name of ["/tree/a", "/tree/b/c", "/treetop"]) await put({ Name: name, Value: name });
    const some = await ssm.send(new GetParametersCommand({ Names: ["/tree/a", "/none"] }));
    expect(some.Parameters?.map(({ Name }) => Name)).toEqual(["/tree/a"]);
    expect(some.InvalidParameters).toEqual(["/none"]);
    const below = async (Recursive: boolean) =>
      (await ssm.send(new GetParametersByPathCommand({ Path: "/tree", Recursive }))).Parameters?.map((p) => p.Name);
    expect([await below(false), await below(true)]).toEqual([["/tree/a"], ["/tree/a", "/tree/b/c"]]);
    const { DeletedParameters, InvalidParameters } = await ssm.send(
      new DeleteParametersCommand({ Names: ["/tree/a", "/none"] }),
    );
    expect([DeletedParameters, InvalidParameters]).toEqual([["/tree/a"], ["/none"]]);
  });

  it("of AWS itself is the same image each time, and of the bootstrap its version", async () => {
    const image = "/aws/service/debian/release/12/latest/amd64";
    expect((await get(image))?.Value).toMatch(/^ami-[0-9a-f]{17}$/);
    expect((await get(image))?.ARN).toBe(`arn:aws:ssm:eu-west-1::parameter${image}`);
    expect(Number((await get("/cdk-bootstrap/hnb659fds/version"))?.Value)).toBeGreaterThanOrEqual(6);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ["that exists", () => put({ Name: "/cdk-bootstrap/hnb659fds/version", Value: "1" }), "ParameterAlreadyExists"],
    ["under AWS's own name", () => put({ Name: "/aws/x", Value: "1" }), "AccessDeniedException"],
    ["with a bad name", () => put({ Name: "a/b", Value: "1" }), "ValidationException"],
    ["too long", () => put({ Name: "/long", Value: "x".repeat(4097) }), "ValidationException"],
    [
      "against its pattern",
      () => put({ Name: "/p", Value: "b", AllowedPattern: "^a$" }),
      "ParameterPatternMismatchException",
    ],
    ["to be deleted that is none", () => ssm.send(new DeleteParameterCommand({ Name: "/none" })), "ParameterNotFound"],
  ])("%s is refused", async (_, call, code) => {
    expect((await errorOf(call())).code).toBe(code);
  });
});
