import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createFunctionLogs } from "../../src/aws/index.ts";

const pages = [
  { events: [{ timestamp: 2_000, message: "second" }], nextToken: "next" },
  { events: [{ timestamp: 1_000, message: "first" }] },
];
let asked: Record<string, unknown>[];
let endpoint: string;
const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  asked.push({ target: request.headers["x-amz-target"], ...JSON.parse(body) });
  response.setHeader("content-type", "application/x-amz-json-1.1").end(JSON.stringify(pages[asked.length - 1]));
});

beforeEach(async () => {
  asked = [];
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

it("a function's log is read to its end, oldest line first", async () => {
  const credentials = { accessKeyId: "AKIDTEST", secretAccessKey: "not-a-secret" };
  const logs = createFunctionLogs({ region: "us-east-1", endpoint, credentials });
  expect(await logs.read("EIP-Failover-DC1", { sinceMs: 500.7, filter: '{ $.message = "decision" }' })).toEqual([
    { at: 1_000, message: "first" },
    { at: 2_000, message: "second" },
  ]);
  expect(asked).toMatchObject([
    {
      target: "Logs_20140328.FilterLogEvents",
      logGroupName: "/aws/lambda/EIP-Failover-DC1",
      startTime: 500,
      filterPattern: '{ $.message = "decision" }',
    },
    { nextToken: "next" },
  ]);
});
