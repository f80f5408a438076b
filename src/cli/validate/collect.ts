import { setMaxListeners } from "node:events";
import { HubshiftError } from "../../errors/index.ts";
import type { WanPlan } from "../../plan/index.ts";
import type { Reach } from "../../reach/index.ts";
import type { Clock } from "../../system/index.ts";
import { type Capture, type HostCaptures, type Question, questionsFor } from "../../verify/index.ts";

/** Questions that one host answers at once. sshd takes ten sessions on one connection (sshd_config(5), MaxSessions). */
const AT_ONCE = 5;

export interface CollectOptions {
  plan: WanPlan;
  reach: Reach;
  clock: Clock;
  signal: AbortSignal;
  /** Told when a host has answered everything. */
  onHost: (host: string) => void;
}

/** Asks every host of the WAN everything, all hosts at once. A host that cannot be reached is asked no further. */
export async function collectHosts(options: CollectOptions): Promise<Map<string, HostCaptures>> {
  const { plan, signal, onHost } = options;
  // Each command that runs listens to it.
  setMaxListeners(0, signal);
  const names = [...plan.hubs, ...plan.sites].map(({ name }) => name);
  const asked = names.map(async (name): Promise<[string, HostCaptures]> => {
    const captures = await askHost(options, name);
    onHost(name);
    return [name, captures];
  });
  return new Map(await Promise.all(asked));
}

async function askHost({ plan, reach, clock, signal }: CollectOptions, host: string): Promise<HostCaptures> {
  const captures = new Map<string, Capture>();
  let unreachable: string | undefined;

  async function answer(question: Question): Promise<Capture["output"]> {
    if (unreachable !== undefined) return { unseen: unreachable };
    const { argv, timeoutMs, answers } = question;
    try {
      const { code, stdout, stderr, timedOut } = await reach.run(host, argv, { timeoutMs, signal });
      if (timedOut) return { unseen: `${host} did not answer within ${timeoutMs / 1000} s (${question.capture})` };
      if (answers.includes(code)) return { seen: stdout };
      const reason = (stderr || stdout).trim().split("\n").at(-1);
      return { unseen: `${argv[0]} on ${host} ended with status ${code}${reason ? `: ${reason}` : ""}` };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof HubshiftError)) throw error;
      unreachable = error.message;
      return { unseen: unreachable };
    }
  }

  async function ask(question: Question): Promise<void> {
    const askedAt = clock.now();
    const output = await answer(question);
    captures.set(question.capture, { output, askedAt, answeredAt: clock.now() });
  }

  async function askOneAfterTheOther(): Promise<void> {
    // All of them take from one iterator.
    for (const question of questions) await ask(question);
  }

  const [first, ...others] = questionsFor(plan, host);
  const questions = others.values();
  if (first) await ask(first);
  await Promise.all(Array.from({ length: AT_ONCE }, askOneAfterTheOther));
  return captures;
}
