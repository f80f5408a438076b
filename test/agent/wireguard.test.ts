import { describe, expect, it } from "vitest";
import type { AgentConfig } from "../../src/agent/index.ts";
import { createWireGuard } from "../../src/agent/wireguard.ts";
import type { Runner, RunResult } from "../../src/system/index.ts";
import { config, PRIMARY_KEY, SITE_KEY } from "./config.ts";

const HUB_KEY = `${"C".repeat(43)}=`;
const DUMP = [
  ["wg0", "(private)", HUB_KEY, "51820", "off"],
  ["wg0", SITE_KEY, "(none)", "198.51.100.1:42294", "10.100.1.2/32", "1795345665", "404", "348", "25"],
  ["hub0", "(private)", PRIMARY_KEY, "51819", "off"],
]
  .map((fields) => fields.join("\t"))
  .join("\n");

function recorder(dump: string, hub: AgentConfig = config) {
  const commands: string[] = [];
  const result = (argv: readonly string[]): RunResult => ({
    argv,
    code: 0,
    stdout: argv[1] === "show" ? dump : "",
    stderr: "",
    durationMs: 1,
    timedOut: false,
  });
  const runner: Runner = {
    run: async (argv, options) => {
      if (argv[1] !== "show") commands.push(...(options?.input ?? "").split("\n").filter(Boolean));
      return result(argv);
    },
    spawn: () => {
      throw new Error("nothing is spawned");
    },
  };
  return { commands, wireguard: createWireGuard(runner, hub, (text) => expect.fail(text)) };
}

describe("WireGuard", () => {
  it("re-creates a peer in one command, with or without a place to send to", async () => {
    const { commands, wireguard } = recorder("");
    const first = { site: "SITE1-LF1", endpoint: "198.51.100.1:42294", unlessSince: undefined };
    await Promise.all([wireguard.dial([first]), wireguard.silence()]);
    expect(commands).toEqual([
      "wg0 4294967296 endpoint 198.51.100.1:42294 persistent-keepalive 25 allowed-ips 10.100.1.2/32,172.16.1.1/32",
      "wg0 4294967296 allowed-ips 10.100.1.2/32,172.16.1.1/32",
    ]);
  });

  it.each([
    [1795345665_999, 1795345664],
    [1795345666_000, 1795345665],
  ])("dials again at %i unless the last handshake is newer than second %i", async (unlessSince, newest) => {
    const { commands, wireguard } = recorder("");
    await wireguard.dial([{ site: "SITE1-LF1", endpoint: "198.51.100.1:42294", unlessSince }]);
    expect(commands).toEqual([expect.stringMatching(`^wg0 ${newest} endpoint `)]);
  });

  it("points the hub link elsewhere and keeps its session", async () => {
    const { commands, wireguard } = recorder("");
    await wireguard.pointLink("203.0.113.10:51819");
    expect(commands).toEqual([`hub0 peer ${PRIMARY_KEY} endpoint 203.0.113.10:51819`]);
  });

  it("reads the sites' sessions, and knows no key while an interface is missing", async () => {
    const full = await recorder(DUMP).wireguard.read();
    expect(full.samples).toEqual([{ site: "SITE1-LF1", endpoint: "198.51.100.1:42294", handshakeAt: 1795345665_000 }]);
    expect(full.keys).toMatch(/^[0-9a-f]{64}$/);
    expect(await recorder("").wireguard.read()).toEqual({ keys: undefined, samples: [] });
  });

  it("has the same keys for any number of sites, and others at each step of a rotation", async () => {
    const keysOf = async (...keys: string[]) => {
      const sites = keys.flatMap((_, index) => config.sites.map((site) => ({ ...site, interface: `wg${index}` })));
      const dump = keys.map((key, index) => [`wg${index}`, "(private)", key, `${51820 + index}`, "off"].join("\t"));
      return (await recorder(dump.join("\n"), { ...config, sites }).wireguard.read()).keys;
    };
    const [before, after] = [HUB_KEY, SITE_KEY];
    expect(await keysOf(before, before, before)).toBe(await keysOf(before, before));
    const steps = [
      await keysOf(before, before, before),
      await keysOf(after, before, before),
      await keysOf(after, after, before),
      await keysOf(after, after, after),
    ];
    expect(new Set(steps).size).toBe(steps.length);
  });
});
