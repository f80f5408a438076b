import { gunzipSync } from "node:zlib";
import { type AwsOptions, createRunCommand, explainTrouble } from "../aws/index.ts";
import { hubshiftError } from "../errors/index.ts";
import { endedByTimeout, type Packed, packedCommand, pieceCommand, quote, readPacked } from "./shell.ts";
import type { Reach, ReachResult } from "./types.ts";

export interface SsmOptions {
  /** Where the instances are. */
  place: AwsOptions & { region: string };
  /** The instance behind a host. Throws when there is none. */
  instanceOf(host: string): string;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** What Run Command shows of an output, 24,000 characters, without what stands after a piece. */
const PIECE = 23_800;
/** For a piece, and for what is left behind, ms. */
const PIECE_MS = 10_000;

/**
 * Instances by Systems Manager's Run Command, which needs no open port and no key on this machine: one command each time. Answers
 * come packed, for Run Command cuts them, and one that is longer all the same in pieces, each a command of its own. Nothing can be
 * given to a command to read: AWS would keep it.
 */
export function reachSsm({ place, instanceOf }: SsmOptions): Reach {
  const commands = createRunCommand(place);
  const asked = new Set<Promise<ReachResult>>();

  async function run(host: string, script: string, timeoutMs: number, signal?: AbortSignal) {
    const instanceId = instanceOf(host);
    const ran = await commands.run(instanceId, script, { timeoutMs, ...(signal && { signal }) }).catch((error) => {
      signal?.throwIfAborted();
      throw explainTrouble(error, place.region);
    });
    if ("undelivered" in ran) throw unreachable(host, instanceId, ran.undelivered);
    return ran;
  }

  /** Until nothing more comes. */
  async function whole(host: string, { text, length, file }: Packed, signal?: AbortSignal): Promise<string> {
    if (file === undefined) return text;
    const pieces = [text];
    try {
      for (let offset = text.length; offset < length; offset += PIECE) {
        const { stdout } = await run(host, pieceCommand(file, offset, PIECE), PIECE_MS, signal);
        pieces.push(stdout);
      }
    } finally {
      await run(host, `rm -f ${quote(file)}`, PIECE_MS).catch(() => undefined);
    }
    return pieces.join("");
  }

  const reach: Pick<Reach, "run"> = {
    async run(host, argv, { stdin = "", timeoutMs = DEFAULT_TIMEOUT_MS, signal } = {}) {
      if (stdin !== "") throw new TypeError("Run Command would keep what a command is given to read");
      const begun = performance.now();
      const ran = await run(host, packedCommand(argv, timeoutMs, PIECE), timeoutMs + 1_000, signal);
      const { stderr } = ran;
      const durationMs = performance.now() - begun;
      if (ran.timedOut || ran.code !== 0) return { ...ran, stdout: "", durationMs };
      const packed = readPacked(ran.stdout);
      // Nothing was packed: standard error says what the host lacks.
      if (!packed) return { code: 1, stdout: "", stderr, durationMs, timedOut: false };
      const text = await whole(host, packed, signal);
      if (text.length !== packed.length) throw cut(host, argv, text.length, packed.length);
      const stdout = gunzipSync(Buffer.from(text, "base64")).toString();
      return { code: packed.code, stdout, stderr, durationMs, timedOut: endedByTimeout(packed.code) };
    },
  };

  return {
    run(...question) {
      const answer = reach.run(...question);
      asked.add(answer);
      return answer.finally(() => asked.delete(answer));
    },
    async close() {
      // What was broken off is still being cancelled.
      await Promise.allSettled(asked);
      commands.close();
    },
  };
}

function cut(host: string, [program = ""]: readonly string[], got: number, length: number): Error {
  return hubshiftError("answer-cut", { host, program, got, length }, { exitCode: 1 });
}

function unreachable(host: string, instanceId: string, reason: string): Error {
  const hint = `\`aws ssm describe-instance-information --filters Key=InstanceIds,Values=${instanceId}\` tells whether its agent is there`;
  return hubshiftError("host-unreachable", { host, reason, hint }, { exitCode: 1 });
}
