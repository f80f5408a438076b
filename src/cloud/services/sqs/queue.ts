import { createHash, randomUUID } from "node:crypto";

export interface Message {
  messageId: string;
  body: string;
  md5: string;
  sentAt: number;
  receiveCount: number;
  /** Epoch ms until which a receiver has it for itself. */
  invisibleUntil: number;
  receiptHandle: string;
}

export interface Queue {
  arn: string;
  url: string;
  visibilityTimeoutMs: number;
  messages: Message[];
  /** When somebody last did something with it, epoch ms. */
  usedAt: number;
}

export function put(queue: Queue, body: string, now: number): Message {
  queue.usedAt = now;
  const message = {
    messageId: randomUUID(),
    body,
    md5: createHash("md5").update(body).digest("hex"),
    sentAt: now,
    receiveCount: 0,
    invisibleUntil: 0,
    receiptHandle: "",
  };
  queue.messages.push(message);
  return message;
}

/** How many messages a receiver would get now, and how many some receiver has. */
export function depth({ messages }: Queue, now: number): { visible: number; inFlight: number } {
  const visible = messages.filter((message) => message.invisibleUntil <= now).length;
  return { visible, inFlight: messages.length - visible };
}

/** Lends up to `limit` visible messages, oldest first. A new handle makes the one before worthless. */
export function lend(queue: Queue, limit: number, timeoutMs: number, now: number): Message[] {
  const visible = queue.messages.filter((message) => message.invisibleUntil <= now).slice(0, limit);
  for (const message of visible) {
    message.receiveCount += 1;
    message.invisibleUntil = now + timeoutMs;
    message.receiptHandle = randomUUID();
  }
  return visible;
}
