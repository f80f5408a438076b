import { join } from "node:path";
import type { Lab } from "../lab/index.ts";
import { type Handshake, handshakeCapture, parseWgCapture } from "../observe/index.ts";
import { follow } from "./follow.ts";
import { Watch } from "./watch.ts";

/** How long tcpdump may take to begin, ms. */
const BEGIN_MS = 10_000;

/** The WireGuard handshakes that each site sends and receives. Seen at the sites: they stay on while hubs come and go. */
export interface Captures {
  /** Handshakes of one site so far, oldest first. */
  of(site: string): readonly Handshake[];
  stop(): Promise<void>;
}

/** Captures in every site; resolves when all of them capture. A capture that does not begin only costs the stages their split. */
export async function startCaptures(lab: Lab, folder: string, signal?: AbortSignal): Promise<Captures> {
  const { plan } = lab;
  const began = new Set<string>();
  const watch = new Watch();
  const captures = plan.sites.map((site) => {
    const capture = { site: site.name, text: "" };
    const followed = follow(lab, {
      host: site.name,
      argv: handshakeCapture("eth0", plan.firewall.wireguardPorts),
      file: join(folder, `${site.name}.txt`),
      onOutput: (text) => {
        capture.text += text;
      },
      onMessage: (text) => {
        if (text.includes("listening on")) began.add(site.name);
        watch.changed();
      },
    });
    return { capture, followed };
  });
  await watch.until(() => (began.size === captures.length ? true : undefined), BEGIN_MS, signal);
  return {
    of: (site) =>
      parseWgCapture(captures.find(({ capture }) => capture.site === site)?.capture.text ?? "").facts.handshakes,
    stop: async () => {
      await Promise.all(captures.map(({ followed }) => followed.stop()));
    },
  };
}
