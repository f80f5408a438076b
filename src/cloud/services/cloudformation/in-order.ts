/** What became of tasks that wait for one another: those that failed, each with its error, in the order in which they did. */
export type Failures = ReadonlyMap<string, unknown>;

export interface Order {
  /** The names that a task waits for; names that are no task are not waited for. */
  before(id: string): Iterable<string>;
  /** Whether no task is begun any more once one has failed. Those that wait for a failed one never are. */
  halts: boolean;
}

/** Runs each task as soon as those before it are done, at the same time what is independent. The order must have no cycle. */
export async function inOrder(
  ids: Iterable<string>,
  { before, halts }: Order,
  task: (id: string) => Promise<void>,
): Promise<Failures> {
  const all = new Set(ids);
  const runs = new Map<string, Promise<boolean>>();
  const failures = new Map<string, unknown>();

  const run = (id: string): Promise<boolean> => {
    const known = runs.get(id);
    if (known) return known;
    const begun = attempt(id);
    runs.set(id, begun);
    return begun;
  };

  async function attempt(id: string): Promise<boolean> {
    const ready = await Promise.all([...before(id)].filter((name) => all.has(name)).map(run));
    if (ready.includes(false) || (halts && failures.size > 0)) return false;
    try {
      await task(id);
      return true;
    } catch (error) {
      failures.set(id, error);
      return false;
    }
  }

  await Promise.all([...all].map(run));
  return failures;
}
