import type { DataPlane } from "../../src/cloud/index.ts";

export interface RecordingDataPlane extends DataPlane {
  /** Each order as one line, in the order they were carried out. */
  orders: string[];
  /** Instances that do not answer. */
  silent: Set<string>;
}

/** A data plane that does nothing but remember. `slow` makes an order take that many ms. */
export function recordingDataPlane(
  slow: Partial<Record<"start" | "stop" | "associate", number>> = {},
): RecordingDataPlane {
  const orders: string[] = [];
  const silent = new Set<string>();
  const take = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));
  return {
    orders,
    silent,
    async attach({ name, privateIp, subnetCidr }) {
      orders.push(`attach ${name} ${privateIp} in ${subnetCidr}`);
    },
    async start(id) {
      await take(slow.start);
      orders.push(`start ${id}`);
    },
    async stop(id, how) {
      await take(slow.stop);
      orders.push(`stop ${id} ${how}`);
    },
    async associate(ip, target) {
      await take(slow.associate);
      orders.push(`associate ${ip} ${target ? `${target.instanceId} ${target.privateIp}` : "nobody"}`);
    },
    async authorize(id, rules) {
      const texts = rules.map(({ protocol, fromPort, toPort, cidr }) => `${protocol} ${fromPort}-${toPort} ${cidr}`);
      orders.push(`authorize ${id} ${texts.join(", ")}`);
    },
    reachable: async (id) => !silent.has(id),
    async run(id, script) {
      orders.push(`run ${id} ${script}`);
      return { code: 0, stdout: "", stderr: "", timedOut: false };
    },
  };
}
