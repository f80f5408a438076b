import { hubshiftError } from "../../src/errors/index.ts";
import { publicKeyOf as computed, generateKeyPair } from "../../src/keys/index.ts";
import type { WanPlan } from "../../src/plan/index.ts";
import type { Reach } from "../../src/reach/index.ts";
import * as scripts from "../../src/rotation/scripts.ts";
import type { KeyStore } from "../../src/rotation/types.ts";

const known = new Map<string, string>();

/** Remembers: the world asks for the same few keys all the time. */
export function publicKeyOf(privateKey: string): string {
  const key = known.get(privateKey) ?? computed(privateKey);
  known.set(privateKey, key);
  return key;
}

/** An interface and its file: private keys of its own, public keys of its peer. */
export interface Device {
  own: string;
  peer: string;
  file: { own: string; peer: string };
}

/** When a call to a host fails: before the host has done anything, or after it. */
export type Failure = "before" | "after";

/** The hosts of a WAN, as far as their keys go. It does what the scripts say; `test/lab` runs the scripts themselves. */
export class World {
  readonly devices = new Map<string, Device>();
  readonly staged = new Map<string, string>();
  readonly stdins: string[] = [];
  readonly calls: string[] = [];
  /** Seconds. */
  stagedAge = 0;
  /** The hub that the sites have their sessions with. */
  serving: string;
  readonly #failures: Map<number, Failure>;

  constructor(
    readonly plan: WanPlan,
    failures: ReadonlyMap<number, Failure> = new Map(),
  ) {
    this.#failures = new Map(failures);
    this.serving = plan.hubs[0].name;
    const hub = generateKeyPair();
    for (const site of plan.sites) {
      const own = generateKeyPair();
      this.#add(site.name, site.tunnel.interface, own.privateKey, hub.publicKey);
      for (const { name, tunnels } of plan.hubs) {
        const device = tunnels.find((tunnel) => tunnel.site === site.name)?.interface ?? "";
        this.#add(name, device, hub.privateKey, own.publicKey);
      }
    }
  }

  #add(host: string, device: string, own: string, peer: string): void {
    this.devices.set(`${host} ${device}`, { own, peer, file: { own, peer } });
  }

  device(host: string, device: string): Device {
    const found = this.devices.get(`${host} ${device}`);
    if (!found) throw new Error(`${host} has no ${device}`);
    return found;
  }

  /** Calls that have not been made yet succeed from now on. */
  heal(): void {
    this.#failures.clear();
  }

  /** Whether the site and this hub can shake hands. */
  #works(host: string, device: string): boolean {
    const own = this.device(host, device);
    return [...this.devices].some(
      ([name, other]) =>
        !name.startsWith(`${host} `) && publicKeyOf(other.own) === own.peer && other.peer === publicKeyOf(own.own),
    );
  }

  /** Every tunnel's ends have each other's keys, in use and in their files, and nothing waits. */
  isWhole(): boolean {
    const whole = [...this.devices].every(([name, { own, peer, file }]) => {
      const [host = "", device = ""] = name.split(" ");
      return file.own === own && file.peer === peer && this.#works(host, device);
    });
    const hubKeys = new Set(
      this.plan.hubs.flatMap(({ name, tunnels }) => tunnels.map((t) => this.device(name, t.interface).own)),
    );
    return whole && hubKeys.size === 1 && this.staged.size === 0;
  }

  keys(): string {
    return JSON.stringify([...this.devices]);
  }

  readonly hosts: Reach = {
    run: async (host, argv, { stdin = "" } = {}) => {
      const failure = this.#failures.get(this.calls.length);
      const unreachable = hubshiftError("rotation-step-failed", { host, step: "test", reason: "unreachable" });
      this.calls.push(host);
      this.stdins.push(stdin);
      if (failure === "before") throw unreachable;
      const answer = this.#do(host, argv, stdin);
      if (failure === "after") throw unreachable;
      return { code: 0, stdout: "", stderr: "", timedOut: false, durationMs: 1, ...answer };
    },
    close: async () => undefined,
  };

  #do(host: string, [, , script = "", , device = "", word = ""]: readonly string[], stdin: string) {
    const is = (argv: readonly string[]) => argv[2] === script;
    const staged = () => this.staged.get(host) ?? "";
    if (is(scripts.stageKey())) {
      if (this.staged.has(host)) return { code: 1 };
      this.staged.set(host, stdin.trim());
    } else if (is(scripts.discardStaged())) this.staged.delete(host);
    else if (is(scripts.lookAt(""))) return { stdout: this.#shown(host, device) };
    else if (is(scripts.takeKey("", "staged"))) {
      const own = this.device(host, device);
      own.own = word === "written" ? own.file.own : staged();
    } else if (is(scripts.takePeer("", ""))) this.device(host, device).peer = word;
    else if (is(scripts.provePeer("", ""))) {
      const end = this.device(host, device);
      const before = end.peer;
      end.peer = word;
      if (!this.#works(host, device)) {
        end.peer = before;
        return { code: 1, stderr: "no handshake with the key\n" };
      }
    } else if (is(scripts.writeKey(""))) {
      const end = this.device(host, device);
      end.own = staged();
      end.file.own = staged();
    } else if (is(scripts.writePeer("", ""))) this.device(host, device).file.peer = word;
    else throw new Error(`unknown script ${script}`);
    return {};
  }

  #shown(host: string, device: string): string {
    const { own, peer, file } = this.device(host, device);
    const staged = this.staged.get(host);
    const standby = host !== this.serving && this.plan.hubs.some(({ name }) => name === host);
    return [
      `own ${publicKeyOf(own)}`,
      `peer ${peer} ${standby ? "-" : "5"} (none)`,
      `written-own ${publicKeyOf(file.own)}`,
      `written-peer ${file.peer}`,
      ...(staged === undefined ? [] : [`staged ${publicKeyOf(staged)} ${this.stagedAge}`]),
      "",
    ].join("\n");
  }
}

/** Where the WAN's own keys are kept, in memory. */
export function memoryStore(current: string): KeyStore & { current: string; staged: string | undefined } {
  const store = {
    file: "keys/test.key",
    current,
    staged: undefined as string | undefined,
    stage: async ({ publicKey }: { publicKey: string }) => {
      store.staged = publicKey;
    },
    commit: async () => {
      store.current = store.staged ?? store.current;
      store.staged = undefined;
    },
    discard: async () => {
      store.staged = undefined;
    },
  };
  return store;
}
