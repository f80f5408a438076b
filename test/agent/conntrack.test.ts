import { describe, expect, it } from "vitest";
import { parseFlow } from "../../src/agent/conntrack.ts";
import { config } from "./config.ts";

const flow = (source: string, to: string, from: number, port: number) =>
  `    [NEW] udp      17 30 src=${source} dst=${to} sport=${from} dport=${port} [UNREPLIED] src=${to} dst=${source} sport=${port} dport=${from}`;

describe("the first packet of a flow", () => {
  it("names the site by the port it came to, and where the site is", () => {
    const line = flow("198.51.100.1", "172.31.67.250", 42294, 51820);
    expect(parseFlow(line, config)).toEqual({ site: "SITE1-LF1", source: "198.51.100.1:42294" });
  });

  it.each([
    ["this hub's own packet to a site", flow("172.31.67.250", "198.51.100.1", 51820, 51820)],
    ["a packet to another port", flow("198.51.100.1", "172.31.67.250", 42294, 51999)],
    ["a message", "conntrack v1.4.7 (conntrack-tools): 2 flow events have been shown."],
  ])("is not %s", (_, line) => {
    expect(parseFlow(line, config)).toBeUndefined();
  });
});
