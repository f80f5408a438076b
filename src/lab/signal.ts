/** A promise, and what settles it. Nobody has to wait for it. */
export interface Signal<T> {
  promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

export function createSignal<T>(): Signal<T> {
  let resolve: Signal<T>["resolve"] = () => undefined;
  let reject: Signal<T>["reject"] = () => undefined;
  const promise = new Promise<T>((settle, fail) => {
    resolve = settle;
    reject = fail;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
