import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCloud, type TestCloud } from "./local.ts";

const FILE = join(import.meta.dirname, "../../docs/reference/localcloud-operations.md");

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.close());

/** `ec2` to `DescribeAddresses` and the rest, both in order of name. */
function byService(actions: readonly string[]): Map<string, string[]> {
  const services = new Map<string, string[]>();
  for (const action of [...actions].sort()) {
    const [service = "", operation = ""] = action.split(":");
    services.set(service, [...(services.get(service) ?? []), operation]);
  }
  return services;
}

describe("what LocalCloud offers", () => {
  it("is what docs/reference/localcloud-operations.md lists (`npx vitest run -u --project cloud test/cloud/operations.test.ts` writes it anew)", async () => {
    const services = byService(cloud.actions);
    expect(services.size).toBeGreaterThan(8);
    expect(cloud.actions).toContain("ec2:AssociateAddress");
    const sections = Array.from(
      services,
      ([service, operations]) => `## ${service}\n\n${operations.map((name) => `- ${name}`).join("\n")}\n`,
    );
    const head =
      "# LocalCloud's operations\n\nBy the service's name in IAM actions. Every other operation of AWS is answered with an error that says that LocalCloud does not implement it.\n";
    await expect([head, ...sections].join("\n")).toMatchFileSnapshot(FILE);
  });
});
