import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTimers } from "../../src/cloud/core/timers.ts";
import type { CloudContext, CloudEventInput } from "../../src/cloud/core/types.ts";
import type { DelayProfile, JournalEntry } from "../../src/cloud/types.ts";

export const INSTANT: DelayProfile = {
  name: "instant",
  pendingMs: 0,
  bootMs: 0,
  stoppingMs: 0,
  eventMs: 0,
  coldStartMs: 0,
  associateMs: 0,
};

export const AWS: DelayProfile = { ...INSTANT, name: "aws", eventMs: 1500, coldStartMs: 400 };

export interface TestContext extends CloudContext {
  readonly written: JournalEntry[];
  readonly emitted: CloudEventInput[];
}

/** A context on the real clock. */
export interface RealContext extends TestContext {
  /** Removes the work folder and cancels what was put off. */
  end(): void;
}

/** A context whose clock stands still until a test moves it. It has no work folder. */
export interface ManualContext extends TestContext {
  /** Moves the clock by `ms` and runs what falls due, in order of time; waits for each task. */
  advance(ms: number): Promise<void>;
}

function base(profile: DelayProfile, now: () => number, workDir: string) {
  const written: JournalEntry[] = [];
  const emitted: CloudEventInput[] = [];
  return {
    region: "us-east-1",
    accountId: "111122223333",
    profile,
    dataPlane: undefined as never,
    workDir,
    url: "http://127.0.0.1:9",
    deviates: () => false,
    now,
    written,
    emitted,
    journal: (kind: JournalEntry["kind"], detail: Record<string, unknown>) => {
      written.push({ at: now(), kind, detail });
    },
    emit: (event: CloudEventInput) => {
      emitted.push(event);
    },
  };
}

/** The real clock: for what runs processes. */
export function realContext(profile: DelayProfile = INSTANT): RealContext {
  const workDir = mkdtempSync(join(tmpdir(), "hubshift-cloud-"));
  const shared = base(profile, () => performance.timeOrigin + performance.now(), workDir);
  const timers = createTimers((error) => shared.journal("error", { message: String(error) }));
  return {
    ...shared,
    after: timers.after,
    end() {
      timers.close();
      rmSync(shared.workDir, { recursive: true, force: true });
    },
  };
}

/** `start` is epoch ms. */
export function manualContext(profile: DelayProfile = INSTANT, start = Date.UTC(2026, 0, 2, 3, 4, 0)): ManualContext {
  let clock = start;
  const due = new Set<{ at: number; task: () => void | Promise<void> }>();
  const shared = base(profile, () => clock, "/nonexistent");
  return {
    ...shared,
    after(ms, task) {
      const entry = { at: clock + ms, task };
      due.add(entry);
      return { cancel: () => due.delete(entry) };
    },
    async advance(ms) {
      const until = clock + ms;
      for (;;) {
        const [next] = [...due].filter((entry) => entry.at <= until).sort((a, b) => a.at - b.at);
        if (!next) break;
        due.delete(next);
        clock = Math.max(clock, next.at);
        await next.task();
      }
      clock = until;
    },
  };
}
