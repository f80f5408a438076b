/** Whose key pair is replaced: one site's, or the one that both hubs share. */
export type Subject = { kind: "site"; site: string } | { kind: "hubs" };

/** One host's end of a tunnel. */
export interface End {
  host: string;
  interface: string;
}

/** What a host tells about its end: public keys, as WireGuard uses them and as its file has them. */
export interface EndState extends End {
  own: string | undefined;
  peers: readonly PeerState[];
  written: { own: string | undefined; peer: string | undefined };
  /** A new key that lies on the host and waits, whichever interface it is for. */
  staged: { key: string; ageSeconds: number } | undefined;
}

export interface PeerState {
  key: string;
  /** Since the last handshake; undefined before the first. */
  handshakeSeconds: number | undefined;
  /** Only whether there is one. */
  preshared: boolean;
}

/** The three ends of a tunnel: one hub has the session, the other waits. */
export interface TunnelEnds {
  site: End;
  /** In the order of the plan. */
  hubs: readonly [End, End];
}

/** A tunnel as the two hubs and the site see it. */
export interface TunnelState extends TunnelEnds {
  site: EndState;
  hubs: readonly [EndState, EndState];
}

/** Who does what when one tunnel's key is switched. */
export interface TunnelSwitch {
  site: string;
  /** The hub that the site has its session with. */
  hub: string;
  /** The end whose private key changes. */
  owner: End;
  /** The end that takes the new key for its peer's and starts the handshake that proves it. */
  prover: End;
  /** The other hub's end, which says nothing and follows once the key is proved: with its own key, or with its peer's. */
  follower: { end: End; takes: "own" | "peer" };
  old: string;
  next: string;
  /** A file has the new key already, so an earlier rotation has proved it: there is no way back. */
  proved: boolean;
}

/**
 * `rotated`: proved and written. `kept`: the old key serves again. `broken`: neither key could be proved; the command is to be run
 * again. `waiting`: not begun.
 */
export type Outcome = "rotated" | "kept" | "broken" | "waiting";

export interface TunnelResult {
  site: string;
  hub: string;
  old: string;
  next: string;
  outcome: Outcome;
  /** From the order to change the private key to the report of the handshake: at most so long the tunnel stood still. Ms. */
  pauseMs: number | undefined;
  /** Why it was not rotated. */
  reason: string | undefined;
}

export interface RotationResult {
  subject: string;
  /** Every tunnel was rotated. */
  pass: boolean;
  /** A rotation that had been broken off was finished. */
  resumed: boolean;
  /** In the order of the plan. */
  tunnels: readonly TunnelResult[];
}

/** Where the new private key is kept besides on the hosts while it is not proved. */
export interface KeyStore {
  /** What a person calls it. */
  file: string;
  /** The public key that the WAN's own files have; undefined where they do not count, as for a laboratory. */
  current: string | undefined;
  /** The public key that an earlier rotation left waiting. */
  staged: string | undefined;
  stage(pair: { publicKey: string; privateKey: string }): Promise<void>;
  /** The staged pair becomes the current one. */
  commit(): Promise<void>;
  discard(): Promise<void>;
}
