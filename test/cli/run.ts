import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
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

export interface RunOptions extends Partial<Pick<Io, "cwd" | "env" | "signal">> {
  terminal?: boolean;
}

/** Streams that keep what is written to them, and nothing of this process's own surroundings. */
export function capturedIo(options: RunOptions) {
  return {
    stdin: Readable.from([]),
    stdout: new Captured(options.terminal ?? false),
    stderr: new Captured(options.terminal ?? false),
    env: options.env ?? {},
    cwd: options.cwd ?? "/",
    signal: options.signal ?? new AbortController().signal,
    handSignalsTo: () => undefined,
  } satisfies Io;
}

/** Runs one command line in this process, in a folder of its own unless told otherwise. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const io = capturedIo({ ...options, cwd: options.cwd ?? emptyFolder() });
  const code = await runCli(argv, io);
  return { code, stdout: io.stdout.text, stderr: io.stderr.text };
}

/** A folder that is gone when the test is. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "hubshift-cli-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
