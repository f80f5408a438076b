import { createConnection } from "node:net";
import { dirname, join } from "node:path";
import { type AgentConfig, type CloudPort, main } from "../../../src/agent/index.ts";

const CALL_MS = 3_000;

/** The agent as on a hub, with the test's cloud behind it: a socket in the folder of the test's files. */
function testCloud(config: AgentConfig): CloudPort {
  const path = join(dirname(process.argv[1] as string), "cloud.sock");
  const call = (method: string, argument?: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const socket = createConnection(path);
      let text = "";
      socket.setTimeout(CALL_MS, () => socket.destroy(new Error("the cloud does not answer")));
      socket.on("error", reject);
      socket.on("data", (chunk) => {
        text += chunk;
      });
      socket.on("end", () => resolve(JSON.parse(text)));
      socket.write(`${JSON.stringify({ hub: config.hub, method, argument })}\n`);
    });
  return {
    read: async () => (await call("read")) as Awaited<ReturnType<CloudPort["read"]>>,
    associate: async (_, instanceId) => void (await call("associate", instanceId)),
    publishReadiness: async (hub, ready, why) => void (await call("publishReadiness", { hub, ready, why })),
    publishMetrics: async () => undefined,
  };
}

await main(testCloud);
