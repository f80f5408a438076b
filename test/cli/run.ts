import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { onTestFinished } from "vitest";
import type { Io } from "../../src/cli/io.ts";
import { runCli } from "../../src/cli/run.ts";

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

class Captured extends Writable {
  text = "";
  constructor(readonly isTTY: boolean) {
    super();
  }
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** Runs one command line in this process, in a folder of its own unless told otherwise. */
export async function run(
  argv: readonly string[],
  options: Partial<Pick<Io, "cwd" | "env" | "signal">> & { terminal?: boolean } = {},
): Promise<Ran> {
  const stdout = new Captured(options.terminal ?? false);
  const stderr = new Captured(options.terminal ?? false);
  const code = await runCli(argv, {
    ...{ stdout, stderr, env: {}, cwd: options.cwd ?? emptyFolder(), signal: new AbortController().signal },
    ...(options.env && { env: options.env }),
    ...(options.signal && { signal: options.signal }),
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** A folder that is gone when the test is. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "hubshift-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
