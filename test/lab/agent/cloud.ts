import { createServer, type Server } from "node:net";
import type { LiveState } from "../../../src/failover/index.ts";
import { type Hub, mapping, nft } from "./network.ts";

/** The cloud's view of the address and the hubs, and what moves packets when it changes. */
export class TestCloud {
  holder: Hub = "hub1";
  /** Each move by the cloud's word, epoch ms. */
  readonly moves: { at: number; to: Hub }[] = [];
  readonly published: { hub: Hub; ready: boolean; why: string[] }[] = [];
  /** Hubs whose calls are never answered. */
  readonly cutOff = new Set<Hub>();
  /** How long after the answer a move takes effect, ms. */
  effectMs = 0;
  #server: Server | undefined;

  listen(path: string): void {
    this.#server = serve(path, (hub, method, argument) => this.#answer(hub, method, argument));
  }

  close(): void {
    this.#server?.close();
  }

  async move(to: Hub): Promise<void> {
    this.holder = to;
    this.moves.push({ at: Date.now(), to });
    const effect = () => nft("aws", mapping(to));
    if (this.effectMs === 0) await effect();
    else setTimeout(effect, this.effectMs);
  }

  async #answer(hub: Hub, method: string, argument: unknown): Promise<unknown> {
    if (this.cutOff.has(hub)) return new Promise(() => undefined);
    if (method === "read") return this.#live();
    if (method === "associate") await this.move(argument as Hub);
    if (method === "publishReadiness") this.published.push(argument as TestCloud["published"][number]);
    return null;
  }

  /** EC2 notices nothing: its status checks take minutes. */
  #live(): LiveState {
    const hub = (name: Hub, role: "primary" | "standby") =>
      ({ name, role, instanceId: name, state: "running", healthy: true, ready: true, maintenance: false }) as const;
    return {
      address: { allocationId: "eipalloc-1", associationId: "eipassoc-1", holder: this.holder },
      hubs: [hub("hub1", "primary"), hub("hub2", "standby")],
      moves: [],
    };
  }
}

/** One JSON object per line in, one out. */
function serve(path: string, answer: (hub: Hub, method: string, argument: unknown) => Promise<unknown>): Server {
  const server = createServer((socket) => {
    let text = "";
    socket.on("error", () => socket.destroy());
    socket.on("data", async (chunk) => {
      text += chunk;
      if (!text.endsWith("\n")) return;
      const { hub, method, argument } = JSON.parse(text);
      text = "";
      socket.end(`${JSON.stringify(await answer(hub, method, argument))}\n`);
    });
  });
  server.listen(path);
  return server;
}
