/** The WAN's WireGuard keys, base64. A site that keeps its private key to itself has a public one only. */
export interface KeyRing {
  hub: { privateKey: string; publicKey: string };
  sites: ReadonlyMap<string, { publicKey: string; privateKey?: string }>;
}
