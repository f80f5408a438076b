/** Runs tasks with the same key one after the other, in the order they came. A task that fails does not stop the next. */
export type InTurn = <T>(key: string, task: () => Promise<T>) => Promise<T>;

export function createInTurn(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return (key, task) => {
    const done = (last.get(key) ?? Promise.resolve()).then(task, task);
    last.set(
      key,
      done.catch(() => {}),
    );
    return done;
  };
}
