export {
  type BgpPeer,
  type BgpRoute,
  type BgpRoutesFacts,
  type BgpSummaryFacts,
  parseBgpRoutes,
  parseBgpSummary,
} from "./bgp.ts";
export { parseBgpRoutesText, parseBgpSummaryText } from "./bgp-text.ts";
export { type CaptureFacts, type Handshake, handshakeCapture, handshakeFilter, parseWgCapture } from "./handshake.ts";
export { type IptablesChain, type IptablesFacts, type IptablesRule, parseIptables } from "./iptables.ts";
export { isJson } from "./json.ts";
export { type Link, type LinkAddress, type LinksFacts, parseLinks } from "./link.ts";
export { parseLinksText } from "./link-text.ts";
export { type FileMode, type ModesFacts, parseModes } from "./modes.ts";
export type { NftMatch } from "./nft-statement.ts";
export {
  type NftChain,
  type NftCounter,
  type NftFacts,
  type NftRule,
  type NftSet,
  parseNftables,
} from "./nftables.ts";
export { type Packet, type PacketsFacts, parsePackets } from "./packets.ts";
export {
  createPingReader,
  type PingError,
  type PingFacts,
  type PingReader,
  type PingReply,
  parsePing,
  parseUntimedPing,
  type UntimedPingReply,
} from "./ping.ts";
export { type PrefixList, type PrefixListFacts, parsePrefixLists } from "./prefix-list.ts";
export type { Reading, UnreadLine } from "./reading.ts";
export { parseRib, type RibFacts, type RibNextHop, type RibRoute } from "./rib.ts";
export { parseRibText } from "./rib-text.ts";
export { type IpRoute, type IpRoutesFacts, parseIpRoutes } from "./route.ts";
export { parseIpRoutesText } from "./route-text.ts";
export { parseSysctl, type SysctlFacts } from "./sysctl.ts";
export { type Hop, type HopProbe, parseTraceroute, type TracerouteFacts } from "./traceroute.ts";
export { parseWgDump, type WgFacts, type WgInterface, type WgPeer } from "./wireguard.ts";
export { parseWgShow } from "./wireguard-show.ts";
