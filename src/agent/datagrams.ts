import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import type { Heartbeat } from "../failover/index.ts";
import type { Clock } from "../system/index.ts";
import type { AgentConfig } from "./config.ts";

const REBIND_MS = 500;
const NONCE_BYTES = 16;
/** A packet that takes longer from this hub to itself proves nothing about now. */
const PROOF_LIFE_MS = 1000;

/** A UDP socket that is bound as soon as its address exists, and again after an error. Sending while it is not bound drops the packet. */
function keepBound(
  address: string,
  port: number,
  clock: Clock,
  signal: AbortSignal,
  onMessage: (message: Buffer, source: string) => void,
): { send(message: Buffer | string, port: number, address: string): void } {
  let socket: Socket | undefined;
  async function follow(): Promise<void> {
    while (!signal.aborted) {
      const candidate = createSocket("udp4");
      const ended = new Promise<void>((resolve) => candidate.once("close", resolve));
      const close = () => candidate.close();
      candidate.once("error", close);
      signal.addEventListener("abort", close, { once: true });
      candidate.on("message", (message, { address: source }) => onMessage(message, source));
      candidate.bind(port, address, () => {
        socket = candidate;
      });
      await ended;
      signal.removeEventListener("abort", close);
      socket = undefined;
      await clock.sleep(REBIND_MS, signal).catch(() => undefined);
    }
  }
  void follow();
  return { send: (message, to, host) => socket?.send(message, to, host, () => undefined) };
}

/**
 * Heartbeats over the hub link. WireGuard authenticates them: the socket is bound to the link's address and takes packets only
 * from the peer's, which no other interface may carry (reverse-path check, nftables).
 */
export function openSync(config: AgentConfig, clock: Clock, signal: AbortSignal, onBeat: (beat: Heartbeat) => void) {
  const { link, peer } = config;
  const socket = keepBound(link.address, link.syncPort, clock, signal, (message, source) => {
    const beat = source === peer.linkAddress ? parseBeat(message) : undefined;
    if (beat) onBeat(beat);
  });
  return { send: (beat: Heartbeat) => socket.send(JSON.stringify(beat), link.syncPort, peer.linkAddress) };
}

/** The heartbeat in a datagram, if it is one of this version. */
function parseBeat(message: Buffer): Heartbeat | undefined {
  try {
    const beat = JSON.parse(message.toString("utf8"));
    return beat?.v === 1 && typeof beat.hub === "string" && Number.isInteger(beat.epoch) ? beat : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Asks the network where the Elastic IP points: a random number is sent to it, and whoever gets the number's packet holds the
 * address. Nothing is ever answered, so nobody learns anything, and nobody else knows a number that counts.
 */
export function openProof(config: AgentConfig, clock: Clock, signal: AbortSignal, onProof: (sentAt: number) => void) {
  const { elasticAddress, privateAddress, proofPort } = config;
  const sent = new Map<string, number>();
  const socket = keepBound(privateAddress, proofPort, clock, signal, (message) => {
    const nonce = message.toString("hex");
    const sentAt = sent.get(nonce);
    sent.delete(nonce);
    if (sentAt !== undefined && clock.now() - sentAt <= PROOF_LIFE_MS) onProof(sentAt);
  });
  return {
    send() {
      const now = clock.now();
      for (const [nonce, at] of sent) if (now - at > PROOF_LIFE_MS) sent.delete(nonce);
      const nonce = randomBytes(NONCE_BYTES);
      sent.set(nonce.toString("hex"), now);
      socket.send(nonce, proofPort, elasticAddress);
    },
  };
}
