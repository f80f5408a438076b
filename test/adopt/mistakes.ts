import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { HostFiles } from "../../src/adopt/index.ts";

/** One folder per mistake, with a folder per host and what `check --from` says of them. */
export const MISTAKES = resolve(import.meta.dirname, "../golden/hosts");

/** A preshared key that nobody uses. */
export const presharedKey = (n: number): string => Buffer.alloc(32, n).toString("base64");

const withKeys = (text: string): string =>
  text.replace(/\(preshared (\d)\)/g, (_, n: string) => presharedKey(Number(n)));

/** The files of the hosts that made the mistake. In them `(preshared N)` stands for a key: without it `check` has nothing to compare. */
export function hostsOf(mistake: string): HostFiles[] {
  const folder = join(MISTAKES, mistake);
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names.map(({ name }) => ({
    name,
    files: readdirSync(join(folder, name)).map((file) => ({
      file: `${name}/${file}`,
      text: withKeys(readFileSync(join(folder, name, file), "utf8")),
    })),
  }));
}

/** A correction: in this file, this text by that one. */
export type Change = readonly [file: string, wrong: string, right: string];

/** The same files corrected. Throws where a correction changes nothing. */
export function corrected(hosts: readonly HostFiles[], changes: readonly Change[]): HostFiles[] {
  const left = new Set(changes);
  const result = hosts.map(({ name, files }) => ({
    name,
    files: files.map(({ file, text }) => {
      const mine = changes.filter(([path, wrong]) => path === file && text.includes(wrong));
      for (const change of mine) left.delete(change);
      return { file, text: mine.reduce((before, [, wrong, right]) => before.replace(wrong, right), text) };
    }),
  }));
  if (left.size > 0) throw new Error(`nothing to correct: ${JSON.stringify([...left])}`);
  return result;
}
