/** Tasks that LocalCloud has put off: one place to end them all. */
export interface Timers {
  /** Runs `task` after `ms`, also when that is 0: never before the caller has returned. */
  after(ms: number, task: () => void | Promise<void>): { cancel(): void };
  /** Cancels everything that has not begun. Nothing can be put off after that. */
  close(): void;
}

export function createTimers(onError: (error: unknown) => void): Timers {
  const waiting = new Set<NodeJS.Timeout | NodeJS.Immediate>();
  let closed = false;

  const run = async (task: () => void | Promise<void>) => {
    try {
      await task();
    } catch (error) {
      if (!closed) onError(error);
    }
  };

  function after(ms: number, task: () => void | Promise<void>) {
    if (closed) return { cancel: () => {} };
    const begin = () => {
      waiting.delete(handle);
      void run(task);
    };
    // setTimeout(0) costs a millisecond; profile `instant` means at once.
    const handle = ms > 0 ? setTimeout(begin, ms) : setImmediate(begin);
    waiting.add(handle);
    return { cancel: () => end(handle) };
  }

  function end(handle: NodeJS.Timeout | NodeJS.Immediate) {
    waiting.delete(handle);
    clearTimeout(handle as NodeJS.Timeout);
    clearImmediate(handle as NodeJS.Immediate);
  }

  return {
    after,
    close() {
      closed = true;
      for (const handle of waiting) end(handle);
    },
  };
}
