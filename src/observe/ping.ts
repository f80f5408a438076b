import { epochMs, isCommand, type Reading, readLines, type UnreadLine } from "./reading.ts";

export interface PingReply {
  /** When it arrived, epoch ms with fractions. */
  at: number;
  /** Counts on where ICMP's 16 bits start again from 0. */
  seq: number;
  rttMs: number;
  ttl: number;
  /** A reply to this probe had arrived before. */
  duplicate: boolean;
}

/** A reply for which ping printed no time: it was not asked with `-D`. */
export type UntimedPingReply = Omit<PingReply, "at">;

/** A probe that failed: an ICMP error, a packet that could not be sent, or (`ping -O`) no answer within the interval. */
export interface PingError {
  /** Epoch ms; undefined where ping prints no time. */
  at: number | undefined;
  /** As in `PingReply`; undefined where ping does not say which probe it was. */
  seq: number | undefined;
  /** Who reported it. */
  from: string | undefined;
  text: string;
}

export interface PingFacts<Reply = PingReply> {
  replies: Reply[];
  errors: PingError[];
  /** Undefined when ping did not end in order. */
  summary: { sent: number; received: number } | undefined;
}

/** Reads a ping that is still running. */
export interface PingReader {
  /** Takes output as it comes, cut anywhere; returns the replies that it completes. */
  push(chunk: string): PingReply[];
  /** Everything read since the start, an unfinished last line included. */
  finish(): Reading<PingFacts>;
}

const REPLY =
  /^(?:\[(\d{1,12}\.\d{1,9})\] )?\d{1,9} bytes from \S+(?: \(\S+\))?: icmp_seq=(\d{1,5}) ttl=(\d{1,3}) time=(\d{1,9}(?:\.\d{1,9})?) ms( \(DUP!\))?$/;
const ICMP_ERROR = /^(?:\[(\d{1,12}\.\d{1,9})\] )?From (\S+)(?: \(\S+\))?:? icmp_seq=(\d{1,5}) (\S.*)$/;
const NO_ANSWER = /^(?:\[(\d{1,12}\.\d{1,9})\] )?(no answer yet) for icmp_seq=(\d{1,5})$/;
const LOCAL_ERROR = /^ping: (\S.*)$/;
const SUMMARY = /^(\d{1,15}) packets transmitted, (\d{1,15}) received,/;
const FURNITURE = /^(?:PING \S|--- \S+ ping statistics ---$|rtt min\/avg\/max\/mdev = |pipe \d+$)/;

/** The full number of a 16-bit sequence number: the one nearest to the last that was seen. */
function unwrap(seq: number, last: number): number {
  return Math.max(seq, seq + Math.round((last - seq) / 65536) * 65536);
}

/** Makes a reply of what ping printed of it, or undefined when that does not suffice. */
type ToReply<Reply> = (at: string | undefined, reply: UntimedPingReply) => Reply | undefined;

const timed: ToReply<PingReply> = (at, reply) => (at === undefined ? undefined : { at: epochMs(at), ...reply });
const untimed: ToReply<UntimedPingReply> = (_at, reply) => reply;

class Reader<Reply> {
  readonly #toReply: ToReply<Reply>;
  readonly #facts: PingFacts<Reply> = { replies: [], errors: [], summary: undefined };
  readonly #unread: UnreadLine[] = [];
  #nextLine = 1;
  #lastSeq = 0;
  #rest: string[] = [];

  constructor(toReply: ToReply<Reply>) {
    this.#toReply = toReply;
  }

  push(chunk: string): Reply[] {
    const end = chunk.lastIndexOf("\n");
    if (end < 0) {
      this.#rest.push(chunk);
      return [];
    }
    const before = this.#facts.replies.length;
    this.#readAll(this.#rest.join("") + chunk.slice(0, end));
    this.#rest = [chunk.slice(end + 1)];
    return this.#facts.replies.slice(before);
  }

  finish(): Reading<PingFacts<Reply>> {
    this.#readAll(this.#rest.join(""));
    this.#rest = [];
    return { facts: this.#facts, unread: this.#unread };
  }

  #readAll(text: string): void {
    for (const line of readLines(text, (line) => this.#read(line), this.#nextLine)) this.#unread.push(line);
    this.#nextLine += text.split("\n").length;
  }

  #read(line: string): boolean {
    return (
      this.#readReply(line) ||
      this.#readIcmpError(line) ||
      this.#readNoAnswer(line) ||
      this.#readLocalError(line) ||
      this.#readSummary(line) ||
      FURNITURE.test(line) ||
      isCommand(line, "ping")
    );
  }

  #seq(text: string): number {
    this.#lastSeq = unwrap(Number(text), this.#lastSeq);
    return this.#lastSeq;
  }

  #readReply(line: string): boolean {
    const match = REPLY.exec(line);
    if (!match) return false;
    const [, at, seq = "", ttl, rttMs, duplicate] = match;
    const reply = this.#toReply(at, {
      seq: this.#seq(seq),
      rttMs: Number(rttMs),
      ttl: Number(ttl),
      duplicate: duplicate !== undefined,
    });
    return reply !== undefined && Boolean(this.#facts.replies.push(reply));
  }

  #readIcmpError(line: string): boolean {
    const match = ICMP_ERROR.exec(line);
    if (!match) return false;
    const [, at, from, seq = "", text = ""] = match;
    this.#facts.errors.push({ at: at === undefined ? undefined : epochMs(at), seq: this.#seq(seq), from, text });
    return true;
  }

  #readNoAnswer(line: string): boolean {
    const match = NO_ANSWER.exec(line);
    if (!match) return false;
    const [, at, text = "", seq = ""] = match;
    this.#facts.errors.push({
      at: at === undefined ? undefined : epochMs(at),
      seq: this.#seq(seq),
      from: undefined,
      text,
    });
    return true;
  }

  #readLocalError(line: string): boolean {
    const text = LOCAL_ERROR.exec(line)?.[1];
    if (text === undefined) return false;
    this.#facts.errors.push({ at: undefined, seq: undefined, from: undefined, text });
    return true;
  }

  #readSummary(line: string): boolean {
    const match = SUMMARY.exec(line);
    if (!match) return false;
    this.#facts.summary = { sent: Number(match[1]), received: Number(match[2]) };
    return true;
  }
}

/** A reader for the output of iputils' `ping -D` while it runs. */
export function createPingReader(): PingReader {
  return new Reader(timed);
}

/** Reads the whole output of iputils' `ping -D`, standard error included. */
export function parsePing(text: string): Reading<PingFacts> {
  const reader = createPingReader();
  reader.push(text);
  return reader.finish();
}

/** As `parsePing`, for `ping` without `-D`. */
export function parseUntimedPing(text: string): Reading<PingFacts<UntimedPingReply>> {
  const reader = new Reader(untimed);
  reader.push(text);
  return reader.finish();
}
