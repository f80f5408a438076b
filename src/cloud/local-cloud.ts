import { createCore } from "./core/context.ts";
import { createDispatcher } from "./core/dispatch.ts";
import { type Answer, listen } from "./core/server.ts";
import { createEc2 } from "./services/ec2/index.ts";
import type { LocalCloud, LocalCloudOptions } from "./types.ts";

/** A local AWS on 127.0.0.1. Resolves when it serves. */
export async function createLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  let answer: Answer | undefined;
  const server = await listen(options.port ?? 0, (request) => (answer as Answer)(request));
  const core = createCore(options, server.url);
  const { ctx } = core;
  const ec2 = createEc2(ctx);
  const services = [ec2];
  answer = createDispatcher(ctx, services, { arnOf: () => `arn:aws:iam::${ctx.accountId}:root` });
  return {
    url: server.url,
    journal: core.journal,
    deploy: async () => ({ resources: {}, outputs: {} }),
    poweredOff: ec2.poweredOff,
    async close() {
      core.timers.close();
      await server.close();
    },
  };
}
