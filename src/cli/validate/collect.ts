import { setMaxListeners } from "node:events";
import { HubshiftError } from "../../errors/index.ts";
import type { WanPlan } from "../../plan/index.ts";
import type { Reach } from "../../reach/index.ts";
import type { Clock } from "../../system/index.ts";
import { type Capture, type HostCaptures, type Question, questionsFor } from "../../verify/index.ts";

/** Questions that one host answers at once. sshd takes ten sessions on one connection (sshd_config(5), MaxSessions). */
const AT_ONCE = 5;
const GREETING_MS = 15_000;

export interface CollectOptions {
  plan: WanPlan;
  reach: Reach;
  clock: Clock;
  signal: AbortSignal;
  /** Told when a host has been asked everything, whether it answered or not. */
  onHost: (host: string) => void;
  /** Told once of each host that could not be asked. */
  onUnreachable: (error: HubshiftError) => void;
}

/**
 * Asks every host of the WAN everything, all hosts at once: first what is measured, while nothing else keeps them busy, then the rest.
 * Before that each is greeted, for a connection may take longer than what is measured. A host that cannot be reached is asked no further.
 */
export async function collectHosts(options: CollectOptions): Promise<Map<string, HostCaptures>> {
  const { plan, signal, onHost } = options;
  // Each command that runs listens to it.
  setMaxListeners(0, signal);
  const interviews = [...plan.hubs, ...plan.sites].map(({ name }) => interview(options, name));
  await Promise.all(interviews.map(({ greet }) => greet()));
  await Promise.all(interviews.map(({ ask, questions }) => ask(questions.filter(({ measured }) => measured))));
  await Promise.all(
    interviews.map(async ({ host, ask, questions }) => {
      // All of them take from one iterator.
      const others = questions.filter(({ measured }) => !measured).values();
      await Promise.all(Array.from({ length: AT_ONCE }, () => ask(others)));
      onHost(host);
    }),
  );
  return new Map(interviews.map(({ host, captures }) => [host, captures]));
}

interface Interview {
  host: string;
  questions: readonly Question[];
  captures: HostCaptures;
  greet(): Promise<void>;
  /** Asks one after the other. */
  ask(questions: Iterable<Question>): Promise<void>;
}

function interview({ plan, reach, clock, signal, onUnreachable }: CollectOptions, host: string): Interview {
  const captures = new Map<string, Capture>();
  let unreachable: string | undefined;

  async function answer({ capture, argv, timeoutMs, answers }: Omit<Question, "measured">): Promise<Capture["output"]> {
    if (unreachable !== undefined) return { unseen: unreachable };
    try {
      const { code, stdout, stderr, timedOut } = await reach.run(host, argv, { timeoutMs, signal });
      if (timedOut) return { unseen: `${host} did not answer within ${timeoutMs / 1000} s (${capture})` };
      if (answers.includes(code)) return { seen: stdout };
      const reason = (stderr || stdout).trim().split("\n").at(-1);
      return { unseen: `${argv[0]} on ${host} ended with status ${code}${reason ? `: ${reason}` : ""}` };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof HubshiftError)) throw error;
      if (error.code === "answer-cut") return { unseen: error.message };
      if (unreachable === undefined) onUnreachable(error);
      unreachable = error.message;
      return { unseen: unreachable };
    }
  }

  async function ask(questions: Iterable<Question>): Promise<void> {
    for (const question of questions) {
      const askedAt = clock.now();
      const output = await answer(question);
      captures.set(question.capture, { output, askedAt, answeredAt: clock.now() });
    }
  }
  async function greet(): Promise<void> {
    await answer({ capture: "greeting", argv: ["true"], answers: [0], timeoutMs: GREETING_MS });
  }
  return { host, questions: questionsFor(plan, host), captures, greet, ask };
}
