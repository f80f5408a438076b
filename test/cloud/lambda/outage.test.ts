import { afterEach, expect, it, vi } from "vitest";
import { lambdaHarness } from "./harness.ts";

let lambda: ReturnType<typeof lambdaHarness>;
afterEach(() => lambda.close());

const written = (kind: string) => lambda.ctx.written.filter((entry) => entry.kind === kind);

it("an outage of the service keeps events in the queue and answers whoever waits with 500", async () => {
  lambda = lambdaHarness();
  await lambda.create("later", "exports.handler = async () => {};");
  lambda.outage.on = true;
  await expect(lambda.invoke("later")).rejects.toMatchObject({ code: "ServiceException", status: 500 });
  const Payload = Buffer.from("{}");
  const accepted = await lambda.call("Invoke", { FunctionName: "later", InvocationType: "Event", Payload });
  expect(accepted).toEqual({ StatusCode: 202 });
  await new Promise((done) => setTimeout(done, 50));
  expect(written("invoke-start")).toEqual([]);
  lambda.outage.on = false;
  await vi.waitFor(() => expect(written("invoke-end")).toHaveLength(1), { timeout: 8_000, interval: 20 });
  expect(written("invoke-end")[0]?.detail).toMatchObject({ outcome: "success", attempt: 1 });
  expect(lambda.letters).toEqual([]);
});
