import { issueIn, linesOf, type SourceLine } from "./places.ts";
import { readPresharedKey, readPrivateKey } from "./secrets.ts";
import type { FileIssue, Parsed, PeerFacts, Place, TunnelFacts } from "./types.ts";
import { readEndpoint, readKey, readNetwork, readNumber, readPrefix, readPrefixes } from "./values.ts";

/** wg-quick(8) and wg(8). Values of settings that are not read here are not looked at: they may hold secrets. */
const SETTINGS = {
  Interface: [
    ...["PrivateKey", "ListenPort", "FwMark", "Address", "DNS", "MTU", "Table"],
    ...["PreUp", "PostUp", "PreDown", "PostDown", "SaveConfig"],
  ],
  Peer: ["PublicKey", "PresharedKey", "AllowedIPs", "Endpoint", "PersistentKeepalive"],
} as const;

type SectionName = keyof typeof SETTINGS;

interface Setting extends SourceLine {
  /** As wg-quick(8) spells it; `text` is the value, and `column` where it begins. */
  key: string;
}

interface Section {
  name: SectionName;
  head: SourceLine;
  /** The nearest comments: the last above the section, the one beside its head, the first in it. */
  comments: string[];
  settings: Setting[];
}

/** Reads the lines of one file. */
class Reader {
  readonly sections: Section[] = [];
  readonly issues: FileIssue[] = [];
  private comment: string | undefined;

  constructor(private readonly file: string) {}

  read(line: SourceLine): void {
    const comment = line.text.startsWith("#") ? line.text.slice(1).trim() : undefined;
    if (comment !== undefined) this.readComment(comment);
    else if (line.text.startsWith("[")) this.readHead(line);
    else this.readSetting(line);
    this.comment = comment;
  }

  private readComment(text: string): void {
    const section = this.sections.at(-1);
    if (section?.settings.length === 0) section.comments.push(text);
  }

  private readHead(line: SourceLine): void {
    const text = withoutComment(line.text).toLowerCase();
    const name = (Object.keys(SETTINGS) as SectionName[]).find((known) => text === `[${known.toLowerCase()}]`);
    const beside = line.text.split("#")[1]?.trim();
    const comments = [this.comment, beside].filter((comment) => comment !== undefined);
    if (name) this.sections.push({ name, head: line, comments, settings: [] });
    else this.issues.push(issueIn(this.file, "", line, "wg-section", undefined));
  }

  private readSetting(line: SourceLine): void {
    const equals = line.text.indexOf("=");
    const section = this.sections.at(-1);
    if (equals < 1) this.issues.push(issueIn(this.file, "", line, "wg-line", undefined));
    else if (!section) this.issues.push(issueIn(this.file, "", line, "wg-outside", undefined));
    else this.readKey(line, section, equals);
  }

  private readKey(line: SourceLine, { name, settings }: Section, equals: number): void {
    const written = line.text.slice(0, equals).trim().toLowerCase();
    const known: readonly string[] = SETTINGS[name];
    const key = known.find((candidate) => candidate.toLowerCase() === written);
    if (!key) {
      this.issues.push(issueIn(this.file, `[${name}]`, line, "wg-setting", { section: name, known }));
      return;
    }
    const after = line.text.slice(equals + 1);
    const column = line.column + equals + 1 + (after.length - after.trimStart().length);
    settings.push({ key, text: withoutComment(after), line: line.line, column });
  }
}

function withoutComment(text: string): string {
  const hash = text.indexOf("#");
  return (hash < 0 ? text : text.slice(0, hash)).trim();
}

/** Where the section and its settings stand; of settings that stand several times, the last, as wg takes it. */
function placesOf({ head, settings }: Section): Map<string, Place> {
  return new Map(
    [["", head] as const, ...settings.map((setting) => [setting.key, setting] as const)].map(
      ([key, { line, column }]) => [key, { line, column }],
    ),
  );
}

/** Where each prefix of AllowedIPs stands. */
function prefixPlaces({ settings }: Section): [string, Place][] {
  return settings
    .filter(({ key }) => key === "AllowedIPs")
    .flatMap(({ text, line, column }) =>
      [...text.matchAll(/[^,\s]+/g)].flatMap((part): [string, Place][] => {
        const prefix = readPrefixes(part[0], readNetwork)?.[0];
        return prefix === undefined ? [] : [[prefix, { line, column: column + part.index }]];
      }),
    );
}

/** Reads the settings of one section; what cannot be read becomes an issue. */
function sectionReader(file: string, section: Section, issues: FileIssue[]) {
  const all = (key: string) => section.settings.filter((setting) => setting.key === key);
  return {
    /** As it is written, which may be a secret; of several the last, as wg takes it. */
    text: (key: string): string | undefined => all(key).at(-1)?.text,
    /** The last of the settings named `key`, as wg takes it. */
    one<T>(key: string, wanted: string, read: (text: string) => T | undefined): T | undefined {
      const setting = all(key).at(-1);
      const value = setting && read(setting.text);
      if (setting && value === undefined)
        issues.push(issueIn(file, `[${section.name}] ${key}`, setting, "wg-value", { key, wanted }));
      return value;
    },
    list(key: string, read: (text: string) => string | undefined): string[] {
      const wanted = "prefixes such as 10.100.1.2/32, with commas between them";
      return all(key).flatMap((setting) => {
        const value = readPrefixes(setting.text, read);
        if (!value) issues.push(issueIn(file, `[${section.name}] ${key}`, setting, "wg-value", { key, wanted }));
        return value ?? [];
      });
    },
    missing(key: string): void {
      issues.push(issueIn(file, `[${section.name}]`, section.head, "wg-missing", { section: section.name, key }));
    },
  };
}

/** A comment that can be a host's name. */
const LABEL = /^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/;

function readPeer(file: string, section: Section, issues: FileIssue[]): PeerFacts[] {
  const { text, one, list, missing } = sectionReader(file, section, issues);
  if (text("PublicKey") === undefined) missing("PublicKey");
  const publicKey = one("PublicKey", "a key as `wg pubkey` prints it", readKey);
  const facts = {
    label: section.comments.findLast((comment) => LABEL.test(comment)),
    allowedIps: list("AllowedIPs", readNetwork),
    endpoint: one("Endpoint", "ADDRESS:PORT", readEndpoint),
    keepalive: one("PersistentKeepalive", "seconds from 0 to 65535, or off", (text) =>
      text === "off" ? 0 : readNumber(text, 65535),
    ),
    ...readPresharedKey(text("PresharedKey")),
    places: new Map([...placesOf(section), ...prefixPlaces(section)]),
  };
  return publicKey === undefined ? [] : [{ publicKey, ...facts }];
}

const READ = ["PrivateKey", "ListenPort", "Address", "MTU", "Table"];

function readInterface(
  file: string,
  section: Section,
  issues: FileIssue[],
): Omit<TunnelFacts, "file" | "interface" | "peers"> {
  const { text, one, list } = sectionReader(file, section, issues);
  return {
    ...readPrivateKey(text("PrivateKey")),
    addresses: list("Address", readPrefix),
    listenPort: one("ListenPort", "a port from 0 to 65535", (text) => readNumber(text, 65535)),
    mtu: one("MTU", "bytes from 0 to 65535", (text) => readNumber(text, 65535)),
    table: one("Table", "a table's number or name, auto or off", (text) => text || undefined),
    others: section.settings.map(({ key }) => key).filter((key) => !READ.includes(key)),
    places: placesOf(section),
  };
}

/**
 * Reads a file of wg-quick(8). Total: whatever cannot be read becomes an issue, which never repeats the line. Secrets are in neither
 * facts nor issues. Hidden keys (`<REDACTED>`) are no issue.
 */
export function parseWgQuick(file: string, text: string): Parsed<TunnelFacts> {
  const reader = new Reader(file);
  for (const line of linesOf(text)) reader.read(line);
  const { sections, issues } = reader;
  const name = (file.split("/").at(-1) ?? file).replace(/\.conf$/, "");
  const heads = sections.filter((section) => section.name === "Interface");
  const head = heads[0]?.head ?? { text: "", line: 1, column: 1 };
  const whole: Section = { name: "Interface", head, comments: [], settings: heads.flatMap((h) => h.settings) };
  const own = readInterface(file, whole, issues);
  if (own.addresses.length === 0 && issues.length === 0)
    issues.push(issueIn(file, "[Interface]", head, "wg-missing", { section: "Interface", key: "Address" }));
  const peers = sections.filter((section) => section.name === "Peer");
  return {
    facts: { file, interface: name, ...own, peers: peers.flatMap((peer) => readPeer(file, peer, issues)) },
    issues,
  };
}
