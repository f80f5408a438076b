import type { JournalEntry } from "../cloud/index.ts";

/** Hands on what happens in the cloud, as it happens. */
export interface Journal {
  add(entry: JournalEntry): void;
  /** Hands every later entry to `reader`; returns what ends it. */
  follow(reader: (entry: JournalEntry) => void): () => void;
}

export function createJournal(): Journal {
  const readers = new Set<(entry: JournalEntry) => void>();
  return {
    add: (entry) => {
      for (const reader of readers) reader(entry);
    },
    follow(reader) {
      readers.add(reader);
      return () => void readers.delete(reader);
    },
  };
}
