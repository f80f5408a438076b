/** A WireGuard (Curve25519) key pair, base64 as `wg` prints it. Printing or serialising it hides the private key. */
export interface KeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** What is known of a site's keys: the private key stays away where the site keeps it to itself. */
export interface SiteKeys {
  readonly publicKey: string;
  readonly privateKey?: string | undefined;
}

/** Every key that a WAN's hosts need. */
export interface KeyRing {
  /** The pair that both hubs share. */
  readonly hub: KeyPair;
  /** By hub name: each hub's own pair for the hub link. Empty where there is none. */
  readonly links: ReadonlyMap<string, KeyPair>;
  /** By site name. */
  readonly sites: ReadonlyMap<string, SiteKeys>;
}
