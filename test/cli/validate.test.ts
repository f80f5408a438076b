import { describe, expect, it } from "vitest";
import { collectHosts } from "../../src/cli/validate/collect.ts";
import { hubshiftError } from "../../src/errors/index.ts";
import type { Reach } from "../../src/reach/index.ts";
import { questionsFor } from "../../src/verify/index.ts";
import { referencePlan } from "../lab/lab.support.ts";
import { run } from "./run.ts";

const plan = referencePlan();

/** A clock that goes on by one at each look. */
function ticking() {
  let now = 0;
  return { now: () => ++now, sleep: async () => undefined };
}

async function collect(run: Reach["run"]) {
  const done: string[] = [];
  const lost: string[] = [];
  const reach = { run, close: async () => undefined };
  const signal = new AbortController().signal;
  const hosts = await collectHosts({
    plan,
    reach,
    clock: ticking(),
    signal,
    onHost: (host) => done.push(host),
    onUnreachable: ({ message, hint }) => lost.push(`${message}; ${hint}`),
  });
  return { hosts, done, lost };
}

const answered = (more: object) => ({ code: 0, stdout: "", stderr: "", durationMs: 1, timedOut: false, ...more });

describe("collectHosts", () => {
  it("asks every host everything", async () => {
    const { hosts, done } = await collect(async (host, argv) => answered({ stdout: `${host} ${argv[0]}` }));
    expect(done.toSorted()).toEqual(["DC1-SP1", "DC1-SP2", "SITE1-LF1", "SITE2-LF1", "SITE3-LF1"]);
    for (const host of done) {
      const asked = questionsFor(plan, host);
      expect(asked.length).toBeGreaterThan(9);
      for (const { capture, argv } of asked)
        expect(hosts.get(host)?.get(capture)?.output).toEqual({ seen: `${host} ${argv[0]}` });
    }
  });

  it("asks a hub for its clock alone, before it is busy", async () => {
    const asked: string[] = [];
    const { hosts } = await collect(async (host, [program = ""]) => {
      if (host === "DC1-SP1") asked.push(program);
      if (program === "date") await new Promise((done) => setImmediate(done));
      return answered({});
    });
    expect(asked.slice(0, 2)).toEqual(["true", "date"]);
    const { askedAt = 0, answeredAt = 0 } = hosts.get("DC1-SP1")?.get("clock") ?? {};
    expect(answeredAt).toBeGreaterThan(askedAt);
  });

  it("keeps why there is no answer", async () => {
    const { hosts } = await collect(async (_host, argv) => {
      if (argv[0] === "wg") return answered({ code: 1, stderr: "warning\nUnable to access interface\n" });
      return argv[0] === "nft" ? answered({ timedOut: true, code: 137 }) : answered({});
    });
    const outputs = hosts.get("SITE1-LF1");
    expect(outputs?.get("wg")?.output).toEqual({
      unseen: "wg on SITE1-LF1 ended with status 1: Unable to access interface",
    });
    expect(outputs?.get("firewall")?.output).toEqual({ unseen: "SITE1-LF1 did not answer within 15 s (firewall)" });
  });

  it("asks a host no further that cannot be reached, and the others all the same", async () => {
    const asked: string[] = [];
    const { hosts, lost } = await collect(async (host) => {
      asked.push(host);
      if (host !== "SITE2-LF1") return answered({});
      throw hubshiftError("host-unreachable", { host, reason: "no route", hint: "plug it in" });
    });
    expect(lost).toEqual(["SITE2-LF1 cannot be reached: no route; plug it in"]);
    expect(asked.filter((host) => host === "SITE2-LF1")).toHaveLength(1);
    const outputs = [...(hosts.get("SITE2-LF1")?.values() ?? [])].map(({ output }) => output);
    expect(outputs).toHaveLength(questionsFor(plan, "SITE2-LF1").length);
    for (const output of outputs) expect(output).toEqual({ unseen: "SITE2-LF1 cannot be reached: no route" });
    expect(hosts.get("SITE3-LF1")?.get("wg")?.output).toEqual({ seen: "" });
  });

  it("ends on a defect of ours, and when it is broken off", async () => {
    await expect(
      collect(async () => {
        throw new TypeError("a bug");
      }),
    ).rejects.toThrow("a bug");
  });
});

describe("hubshift validate", () => {
  it("knows its sections", async () => {
    const { code, stderr } = await run(["validate", "--section", "underlay,roof"]);
    expect(code).toBe(2);
    expect(stderr).toContain("Allowed choices are underlay, overlay, connectivity, availability, security, clocks.");
  });

  it("needs a laboratory that is up", async () => {
    expect(await run(["validate", "--lab", "nowhere"])).toMatchObject({
      code: 2,
      stderr: "error: there is no laboratory nowhere\nhint: start it with `hubshift lab up`\n",
    });
  });
});
