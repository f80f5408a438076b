import type { WanPlan } from "../../plan/index.ts";
import { excerptsOf } from "./excerpts.ts";
import type { Capture, Collection } from "./types.ts";

/** Something in a folder of captures that is not judged: a file of no host, a line of no output, an output that a later one replaces. */
export interface PastedNote {
  kind: "no-host" | "strange" | "replaced";
  file: string;
  /** From 1. */
  line: number;
}

export interface Pasted {
  collection: Collection;
  notes: PastedNote[];
}

/** The host that a part of the path names: a folder, or a word of the file's name between dots. */
function hostOf(names: readonly string[], path: string): string | undefined {
  const parts = path.toLowerCase().split(/[/.]/);
  return parts.flatMap((part) => names.find((name) => name.toLowerCase() === part) ?? [])[0];
}

/**
 * A collection from what people pasted into files, by path: each host's outputs in any order, in as many files as they like. It was
 * printed at `takenAt` (epoch ms), and AWS says nothing.
 */
export function collectionOfPasted(plan: WanPlan, files: ReadonlyMap<string, string>, takenAt: number): Pasted {
  const names = [...plan.hubs, ...plan.sites].map(({ name }) => name);
  const hosts = new Map(names.map((name) => [name, new Map<string, Capture>()]));
  const notes: PastedNote[] = [];
  const places = new Map<Capture, number>();
  for (const [file, text] of [...files].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))) {
    const captures = hosts.get(hostOf(names, file) ?? "");
    if (!captures) {
      notes.push({ kind: "no-host", file, line: 1 });
      continue;
    }
    const { excerpts, strange } = excerptsOf(text);
    notes.push(...strange.map((line): PastedNote => ({ kind: "strange", file, line })));
    for (const { capture: name, line, text: seen } of excerpts) {
      const earlier = captures.get(name);
      if (earlier) notes.push({ kind: "replaced", file: earlier.file ?? file, line: places.get(earlier) ?? 1 });
      const capture = { output: { seen }, askedAt: takenAt, answeredAt: takenAt, file };
      places.set(capture, line);
      captures.set(name, capture);
    }
  }
  const unseen = { unseen: "a folder of captures does not tell what AWS says" };
  return { collection: { takenAt, hosts, cloud: unseen, instances: unseen }, notes };
}
