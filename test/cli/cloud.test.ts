import { AllocateAddressCommand, DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { describe, expect, it, onTestFinished } from "vitest";
import { Interrupted } from "../../src/cli/io.ts";
import { runCli } from "../../src/cli/run.ts";
import { capturedIo, run } from "./run.ts";

/** Runs the command until `use` is done with what it printed first. */
async function served(argv: readonly string[], use: (printed: string) => Promise<void>) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const io = capturedIo({ signal: stop.signal });
  const printed = new Promise<string>((resolve) => {
    const write = io.stdout.write.bind(io.stdout);
    io.stdout.write = (text: string) => {
      resolve(text);
      return write(text);
    };
  });
  const code = runCli(["cloud", ...argv], io);
  await use(await printed);
  stop.abort(new Interrupted("SIGINT", 130));
  return { code: await code, stderr: io.stderr.text };
}

const vpcs = async (endpoint: string, region: string, accessKeyId: string, secretAccessKey: string) => {
  const client = new EC2Client({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return (await client.send(new DescribeVpcsCommand())).Vpcs ?? [];
};

describe("hubshift cloud", () => {
  it("serves AWS's clients with what it prints, until it is interrupted", async () => {
    let used: string[] = [];
    const { code, stderr } = await served(["--account", "123456789012"], async (printed) => {
      used = [...printed.matchAll(/^export \w+=(.+)$/gm)].map((line) => line[1] as string);
      const [endpoint = "", id = "", secret = "", region = ""] = used;
      expect(await vpcs(endpoint, region, id, secret)).toMatchObject([{ IsDefault: true, OwnerId: "123456789012" }]);
    });
    expect(code).toBe(130);
    expect(stderr).toContain("next: paste these lines");
    const [endpoint = "", id = "", secret = "", region = ""] = used;
    await expect(vpcs(endpoint, region, id, secret)).rejects.toThrow();
  });

  it("empties its account for tests that were written against moto, and knows no such request otherwise", async () => {
    await served(["--lenient", "moto", "--account", "123456789012"], async (printed) => {
      const endpoint = /AWS_ENDPOINT_URL=(.+)/.exec(printed)?.[1] ?? "";
      const { status } = await fetch(`${endpoint}/moto-api/reset`, { method: "POST" });
      expect(status).toBe(200);
      expect(await vpcs(endpoint, "us-east-1", "testing", "testing")).toMatchObject([{ OwnerId: "123456789012" }]);
    });
    await served([], async (printed) => {
      const endpoint = /AWS_ENDPOINT_URL=(.+)/.exec(printed)?.[1] ?? "";
      expect((await fetch(`${endpoint}/moto-api/reset`, { method: "POST" })).status).not.toBe(200);
    });
  });

  it("knows its root user by the key that it is given", async () => {
    await served(["--json", "--key", "FOOBARKEY:FOOBARSECRET"], async (printed) => {
      const { url, region, environment } = JSON.parse(printed);
      expect(environment).toMatchObject({ AWS_ACCESS_KEY_ID: "FOOBARKEY", AWS_SECRET_ACCESS_KEY: "FOOBARSECRET" });
      expect(await vpcs(url, region, "FOOBARKEY", "FOOBARSECRET")).toHaveLength(1);
      await expect(vpcs(url, region, "test", "test")).rejects.toMatchObject({ $metadata: { httpStatusCode: 401 } });
    });
  });

  it("differs from AWS where moto does, when it is asked to", async () => {
    await served(["--json", "--lenient", "moto"], async (printed) => {
      const { url: endpoint, region } = JSON.parse(printed);
      const credentials = { accessKeyId: "test", secretAccessKey: "test" };
      const client = new EC2Client({ endpoint, region, credentials, maxAttempts: 1 });
      onTestFinished(() => client.destroy());
      const { PublicIp } = await client.send(new AllocateAddressCommand({ Address: "198.51.100.7" }));
      expect(PublicIp).toBe("198.51.100.7");
    });
  });

  it("prints one object for a script, and says when its port is taken", async () => {
    await served(["--json"], async (printed) => {
      const { url, region, account, environment } = JSON.parse(printed);
      expect({ region, account }).toEqual({ region: "eu-central-1", account: "111122223333" });
      expect(environment).toMatchObject({ AWS_ENDPOINT_URL: url, AWS_REGION: region });
      const second = await run(["cloud", "--port", new URL(url).port]);
      expect(second).toMatchObject({ code: 2, stdout: "" });
      expect(second.stderr).toContain("hint: name another one with --port");
    });
  });

  it.each([
    ["--port", "70000", "a number from 0 to 65535"],
    ["--account", "12", "twelve digits"],
    ["--key", "onlyid", "ID:SECRET"],
    ["--lenient", "azure", "Allowed choices are moto"],
    ["--cloud", "slow", "Allowed choices are instant, aws"],
  ])("refuses %s %s", async (option, value, reason) => {
    const { code, stderr } = await run(["cloud", option, value]);
    expect(code).toBe(2);
    expect(stderr).toContain(reason);
  });
});
