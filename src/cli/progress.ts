import type { ListrTask } from "listr2";
import type { OutputStream } from "./io.ts";
import type { Session } from "./session.ts";

/** Shows a person who waits how far the work is, on standard error. */
export interface Progress {
  /** Ends the phase before and begins the next of the titles that were announced. */
  enter(title: string): void;
  /** What is being done within the phase. */
  step(text: string): void;
  /** The work ended: well, or with an error in the phase that was on. */
  end(error?: unknown): Promise<void>;
}

const silent: Progress = { enter: () => {}, step: () => {}, end: async () => {} };

interface Phase {
  title: string;
  done: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
  steps(text: string): void;
}

function createPhase(title: string): Phase {
  const phase: Phase = { title, done: Promise.resolve(), resolve() {}, reject() {}, steps() {} };
  phase.done = new Promise<void>((resolve, reject) => Object.assign(phase, { resolve, reject }));
  // Listr awaits a phase only once its turn has come.
  phase.done.catch(() => undefined);
  return phase;
}

/** Listr writes to standard output unless it is told otherwise: results alone belong there. */
async function createListr(session: Session, phases: readonly Phase[]) {
  // Listr decides on its colours once, when it is loaded.
  if (!session.color) process.env.NO_COLOR = "1";
  const { Listr, ListrLogger, ProcessOutput } = await import("listr2");
  const stream = session.io.stderr as OutputStream & NodeJS.WriteStream;
  const output = { useIcons: true, processOutput: new ProcessOutput(stream, stream) };
  const tasks = phases.map(
    (phase): ListrTask => ({
      title: phase.title,
      task: (_context, task) => {
        phase.steps = (text) => {
          task.output = text;
        };
        return phase.done;
      },
    }),
  );
  return new Listr(tasks, {
    rendererOptions: { logger: new ListrLogger(output) },
    fallbackRenderer: "simple",
    fallbackRendererOptions: { logger: new ListrLogger(output) },
    fallbackRendererCondition: () => !stream.isTTY || !stream.columns,
    registerSignalListeners: false,
  });
}

/** Announces the phases of the work. Nothing is shown with `--json`. */
export async function createProgress(session: Session, titles: readonly string[]): Promise<Progress> {
  if (session.json) return silent;
  const phases = titles.map(createPhase);
  const shown = (await createListr(session, phases)).run().catch(() => undefined);
  let current: Phase | undefined;
  const enter = (title: string) => {
    const next = phases.findIndex((phase) => phase.title === title);
    for (const phase of phases.slice(0, Math.max(0, next))) phase.resolve();
    current = phases[next];
  };
  return {
    enter,
    step: (text) => current?.steps(text),
    async end(error) {
      if (error === undefined) for (const phase of phases) phase.resolve();
      else (current ?? phases[0])?.reject(error);
      await shown;
    },
  };
}
