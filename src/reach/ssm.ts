import { gunzipSync } from "node:zlib";
import { type AwsOptions, createRunCommand, explainTrouble } from "../aws/index.ts";
import { hubshiftError } from "../errors/index.ts";
import { endedByTimeout, packedCommand } from "./shell.ts";
import type { Reach } from "./types.ts";

export interface SsmOptions {
  /** Where the instances are. */
  place: AwsOptions & { region: string };
  /** The instance behind a host. Throws when there is none. */
  instanceOf(host: string): string;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** What Run Command shows of an output, characters. */
const SHOWN = 24_000;

/**
 * Instances by Systems Manager's Run Command, which needs no open port and no key on this machine: one command each time. Answers
 * come packed, for Run Command cuts them; one that is too long all the same throws `answer-too-long`. Nothing can be given to a
 * command to read: AWS would keep it.
 */
export function reachSsm({ place, instanceOf }: SsmOptions): Reach {
  const commands = createRunCommand(place);
  return {
    async run(host, argv, { stdin = "", timeoutMs = DEFAULT_TIMEOUT_MS, signal } = {}) {
      if (stdin !== "") throw new TypeError("Run Command would keep what a command is given to read");
      const begun = performance.now();
      const instanceId = instanceOf(host);
      const limits = { timeoutMs: timeoutMs + 1_000, ...(signal && { signal }) };
      const ran = await commands.run(instanceId, packedCommand(argv, timeoutMs), limits).catch((error) => {
        signal?.throwIfAborted();
        throw explainTrouble(error, place.region);
      });
      if ("undelivered" in ran) throw unreachable(host, instanceId, ran.undelivered);
      const durationMs = performance.now() - begun;
      const { stderr } = ran;
      if (ran.timedOut || ran.code !== 0) return { ...ran, stdout: "", durationMs };
      if (ran.stdout.length >= SHOWN)
        throw hubshiftError("answer-too-long", { host, program: argv[0] ?? "", limit: SHOWN }, { exitCode: 1 });
      const packed = /^([A-Za-z0-9+/=]+) (\d+)\s*$/.exec(ran.stdout);
      // Nothing was packed: standard error says what the host lacks.
      if (!packed) return { code: 1, stdout: "", stderr, durationMs, timedOut: false };
      const stdout = gunzipSync(Buffer.from(packed[1] ?? "", "base64")).toString();
      const code = Number(packed[2]);
      return { code, stdout, stderr, durationMs, timedOut: endedByTimeout(code) };
    },
    close: async () => commands.close(),
  };
}

function unreachable(host: string, instanceId: string, reason: string): Error {
  const hint = `\`aws ssm describe-instance-information --filters Key=InstanceIds,Values=${instanceId}\` tells whether its agent is there`;
  return hubshiftError("host-unreachable", { host, reason, hint }, { exitCode: 1 });
}
