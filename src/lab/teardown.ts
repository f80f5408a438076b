/** What must be taken away again, in the reverse order of its making. */
export interface Teardown {
  add(undo: () => Promise<void>): void;
  /** Undoes everything, even when one step fails, and then throws what failed first. May be called again: it is done once. */
  run(): Promise<void>;
}

export function createTeardown(): Teardown {
  const steps: (() => Promise<void>)[] = [];
  let done: Promise<void> | undefined;

  async function undoAll(): Promise<void> {
    const failures: unknown[] = [];
    for (let undo = steps.pop(); undo; undo = steps.pop()) {
      await undo().catch((error) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }

  return {
    add: (undo) => void steps.push(undo),
    run: () => {
      done ??= undoAll();
      return done;
    },
  };
}
