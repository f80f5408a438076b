/** How a wait ended: `value` is undefined when the deadline came first. */
export interface Waited<T> {
  value: T | undefined;
  durationMs: number;
}

interface Waiter {
  look(): void;
}

/** Something that changes. Waiters look again at every change, and at nothing else. */
export class Watch {
  readonly #waiters = new Set<Waiter>();

  /** Tells the waiters to look. */
  changed(): void {
    for (const waiter of this.#waiters) waiter.look();
  }

  /** Resolves with what `look` gives as soon as it gives something, or without it after `timeoutMs`. Rejects when `signal` aborts. */
  until<T>(look: () => T | undefined, timeoutMs: number, signal?: AbortSignal): Promise<Waited<T>> {
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const finish = (value: T | undefined) => {
        stop();
        resolve({ value, durationMs: performance.now() - began });
      };
      const aborted = () => {
        stop();
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        look: () => {
          const value = look();
          if (value !== undefined) finish(value);
        },
      };
      const timer = setTimeout(() => finish(undefined), Math.max(0, timeoutMs));
      const stop = () => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        signal?.removeEventListener("abort", aborted);
      };
      if (signal?.aborted) return aborted();
      signal?.addEventListener("abort", aborted, { once: true });
      this.#waiters.add(waiter);
      waiter.look();
    });
  }
}
