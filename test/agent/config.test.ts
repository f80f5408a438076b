import { describe, expect, it } from "vitest";
import { agentConfigSchema } from "../../src/agent/index.ts";
import { config, written } from "./config.ts";

describe("agent.json", () => {
  it("fills in the ports", () => {
    expect(config.link).toEqual({ interface: "hub0", address: "10.100.0.2", listenPort: 51819, syncPort: 51800 });
    expect([config.proofPort, config.httpPort]).toEqual([51818, 51880]);
  });

  it.each([
    ["an unknown member", { ...written, color: "red" }],
    ["an address that is none", { ...written, elasticAddress: "203.0.113.300" }],
    ["no sites", { ...written, sites: [] }],
    ["an unknown limit", { ...written, limits: { patienceMs: 1 } }],
  ])("refuses %s", (_, text) => {
    expect(agentConfigSchema.safeParse(text).success).toBe(false);
  });

  it("takes a limit that is known", () => {
    expect(agentConfigSchema.parse({ ...written, limits: { silenceMs: 500 } }).limits).toEqual({ silenceMs: 500 });
  });
});
