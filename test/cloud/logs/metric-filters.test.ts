import { describe, expect, it } from "vitest";
import { createLogs } from "../../../src/cloud/services/logs/index.ts";
import { manualContext } from "../context.ts";

const resource = { logicalId: "Alerts", stackName: "wan", stackId: "s", tags: {} };
const GROUP = "/aws/lambda/EIP-Failover-DC1";

function withFilter(transformations: object[]) {
  const ctx = manualContext();
  const logs = createLogs(ctx);
  const counted: unknown[][] = [];
  logs.countIn({ record: (...what) => void counted.push(what) });
  logs.append(GROUP, "s", [{ at: ctx.now(), message: '{"alert":true,"before":"the filter"}' }]);
  const provider = logs.resources?.find((one) => one.type === "AWS::Logs::MetricFilter");
  const properties = {
    LogGroupName: GROUP,
    FilterPattern: "{ $.alert IS TRUE }",
    MetricTransformations: transformations,
  };
  return { ctx, logs, counted, provider, made: provider?.create(properties, resource) };
}

const TRANSFORMATION = { MetricNamespace: "hubshift", MetricName: "DC1-Alerts", MetricValue: "1" };

describe("AWS::Logs::MetricFilter", () => {
  it("counts the lines that match from then on, until it is removed", async () => {
    const { ctx, logs, counted, provider, made } = withFilter([TRANSFORMATION]);
    const { physicalId = "" } = (await made) ?? {};
    const write = (message: string) => logs.append(GROUP, "s", [{ at: ctx.now(), message }]);
    write('{"alert":true}');
    write('{"alert":false}');
    expect(counted).toEqual([["hubshift", "DC1-Alerts", 1, ctx.now()]]);
    await provider?.delete?.(physicalId);
    write('{"alert":true}');
    expect(counted).toHaveLength(1);
  });

  it("refuses a value that is no number", async () => {
    const { made } = withFilter([{ ...TRANSFORMATION, MetricValue: "$.n" }]);
    await expect(made).rejects.toMatchObject({ code: "InvalidParameterException" });
  });
});
