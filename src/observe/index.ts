export {
  type BgpPeer,
  type BgpRoute,
  type BgpRoutesFacts,
  type BgpSummaryFacts,
  parseBgpRoutes,
  parseBgpSummary,
} from "./bgp.ts";
export { type CaptureFacts, type Handshake, handshakeCapture, handshakeFilter, parseWgCapture } from "./handshake.ts";
export {
  createPingReader,
  type PingError,
  type PingFacts,
  type PingReader,
  type PingReply,
  parsePing,
} from "./ping.ts";
export { type PrefixList, type PrefixListFacts, parsePrefixLists } from "./prefix-list.ts";
export type { Reading, UnreadLine } from "./reading.ts";
export { type IpRoute, type IpRoutesFacts, parseIpRoutes } from "./route.ts";
export { type Hop, type HopProbe, parseTraceroute, type TracerouteFacts } from "./traceroute.ts";
export { parseWgDump, type WgFacts, type WgInterface, type WgPeer } from "./wireguard.ts";
