/**
 * A session that has carried packets is renewed after 120 s and refused after 180 s, and the sites' keepalives are packets: an older
 * handshake is a tunnel that carries nothing. WireGuard whitepaper, section 6.1: REKEY_AFTER_TIME, REJECT_AFTER_TIME.
 */
export const REJECT_AFTER_MS = 180_000;
