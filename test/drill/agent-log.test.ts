import { describe, expect, it } from "vitest";
import { parseAgentLog } from "../../src/drill/agent-log.ts";
import { alertsOf } from "../../src/drill/alerts.ts";

const console = [
  "[init] nftables",
  '{"at":"2026-11-22T11:12:13.500Z","event":"start","role":"standby"}',
  'agent: {"at":"2026-11-22T11:12:14.000Z","event":"claim","for":"HUB2","why":"HUB1 is silent"}',
  '{"at":"2026-11-22T11:12:15.000Z","event":"alert","code":"stay","text":"HUB2 stays active"}',
  '{"at":"2026-11-22T11:12:1',
  '{"at":"never","event":"role"}',
].join("\n");

describe("parseAgentLog", () => {
  it("finds the agent's lines among others, and leaves out what a power cut tore", () => {
    expect(parseAgentLog("HUB2", console)).toEqual([
      { hub: "HUB2", at: Date.UTC(2026, 10, 22, 11, 12, 13, 500), event: "start", fields: { role: "standby" } },
      {
        hub: "HUB2",
        at: Date.UTC(2026, 10, 22, 11, 12, 14),
        event: "claim",
        fields: { for: "HUB2", why: "HUB1 is silent" },
      },
      {
        hub: "HUB2",
        at: Date.UTC(2026, 10, 22, 11, 12, 15),
        event: "alert",
        fields: { code: "stay", text: "HUB2 stays active" },
      },
    ]);
  });
});

describe("alertsOf", () => {
  const decision = (action: string) =>
    JSON.stringify({ level: "ERROR", message: "decision", decision: { action, reason: { text: "No hub can." } } });
  const log = (at: number, message: string) => ({ at, kind: "log", detail: { message } });
  const at = Date.UTC(2026, 10, 22, 11, 12, 15);
  const window = { from: at - 100, to: at + 100 };

  it("has what functions and agents told a person in the window, each once", () => {
    const journal = [log(at, decision("alert")), log(at + 1, decision("alert")), log(at - 200, decision("alert"))];
    const agents = parseAgentLog("HUB2", console);
    expect(alertsOf({ journal, agents }, window)).toEqual(["No hub can.", "HUB2: HUB2 stays active"]);
  });

  it("takes no other decision and no other line for one", () => {
    const journal = [log(at, decision("none")), log(at, 'START "alert"'), log(at, '{"text":"alert","level":"alert"}')];
    expect(alertsOf({ journal, agents: [] }, window)).toEqual([]);
  });
});
