import type { Capture, Collection, HostCaptures } from "./types.ts";

/** What no answer of a host tells: when they were given, why some are missing, and what AWS says. */
export const INDEX_FILE = "collection.json";

type Index = Pick<Collection, "takenAt" | "cloud" | "instances"> & {
  hosts: Record<string, Record<string, { askedAt: number; answeredAt: number; unseen?: string }>>;
};

/** Where the answer to a question is kept. */
export const fileOf = (host: string, capture: string): string => `${host}/${capture}.txt`;

/** A collection as files, by path: `HOST/CAPTURE.txt` with what the command printed, and the index. */
export function filesOf({ takenAt, hosts, cloud, instances }: Collection): Map<string, string> {
  const files = new Map<string, string>();
  const index: Index = { takenAt, cloud, instances, hosts: {} };
  for (const [host, captures] of hosts) {
    const entries = [...captures].map(([name, { output, ...times }]) => {
      if ("seen" in output) files.set(fileOf(host, name), output.seen);
      return [name, { ...times, ...("unseen" in output && { unseen: output.unseen }) }] as const;
    });
    index.hosts[host] = Object.fromEntries(entries);
  }
  return files.set(INDEX_FILE, `${JSON.stringify(index, null, 2)}\n`);
}

/**
 * A collection from such files. Without the index, as when people collect by hand, everything was printed at `takenAt` (epoch ms) and AWS
 * said nothing. Throws SyntaxError for an index that is no JSON.
 */
export function collectionOf(files: ReadonlyMap<string, string>, takenAt: number): Collection {
  const text = files.get(INDEX_FILE);
  const unseen = { unseen: `there is no ${INDEX_FILE} that tells what AWS says` };
  const index: Index = text === undefined ? { takenAt, cloud: unseen, instances: unseen, hosts: {} } : JSON.parse(text);
  const hosts = new Map<string, Map<string, Capture>>();
  const add = (host: string, name: string, capture: Capture) =>
    hosts.set(host, (hosts.get(host) ?? new Map()).set(name, capture));
  for (const [host, captures] of Object.entries(index.hosts))
    for (const [name, { unseen: why = "its file is missing", ...times }] of Object.entries(captures))
      add(host, name, { ...times, output: { unseen: why } });
  for (const [path, seen] of files) {
    const [, host, name] = /^([^/]+)\/([^/]+)\.txt$/.exec(path) ?? [];
    if (host === undefined || name === undefined) continue;
    const { askedAt, answeredAt } = hosts.get(host)?.get(name) ?? { askedAt: index.takenAt, answeredAt: index.takenAt };
    add(host, name, { askedAt, answeredAt, output: { seen } });
  }
  const { cloud, instances } = index;
  return { takenAt: index.takenAt, cloud, instances, hosts: hosts as ReadonlyMap<string, HostCaptures> };
}
