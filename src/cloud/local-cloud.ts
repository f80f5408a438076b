import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Account, createAccount } from "./account.ts";
import { listen } from "./core/server.ts";
import { answerFaults } from "./faults/endpoint.ts";
import { answerMotoReset } from "./lenient/server.ts";
import type { LocalCloud, LocalCloudOptions } from "./types.ts";

/** A local AWS on 127.0.0.1, with every region that somebody signs for. Resolves when it serves. */
export async function createLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  await mkdir(options.workDir, { recursive: true });
  const { resettable = options.lenient === "moto" } = options;
  let current: Account | undefined;
  const account = () => current as Account;
  const server = await listen(options.port ?? 0, options.socket, {
    // The socket is the machines' way to AWS's API: faults are not theirs to order, nor an end of everything.
    loopback: async (request) =>
      (resettable && (await answerMotoReset(beginAnew, request))) ||
      (answerFaults(account().faults, request) ?? account().answer(request)),
    socket: (request) => account().answer(request),
  });
  current = await createAccount(options, server.url);
  let resets = 0;
  let closing: Promise<void> | undefined;

  /** Whoever is being answered is answered by the account that was. */
  async function beginAnew(): Promise<void> {
    const before = account();
    resets++;
    const workDir = join(options.workDir, `account-${resets}`);
    current = await createAccount({ ...options, workDir }, server.url);
    await before.close();
  }

  async function close(): Promise<void> {
    await Promise.all([server.close(), account().close()]);
    await rm(options.workDir, { recursive: true, force: true });
  }

  return {
    url: server.url,
    get journal() {
      return account().journal;
    },
    actions: account().actions,
    rootCredentials: account().rootCredentials,
    deploy: (stackName, template, assetDir) => account().deploy(stackName, template, assetDir),
    poweredOff: (instanceId) => account().poweredOff(instanceId),
    inject: (fault) => account().faults.inject(fault),
    faults: () => account().faults.list(),
    instanceCredentials: (instanceId) => account().instanceCredentials(instanceId),
    metadata: (instanceId, request) => account().metadata(instanceId, request),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
