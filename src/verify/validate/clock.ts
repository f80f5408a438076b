/** A host's clock minus the collector's, ms, and by how much that may be wrong either way. */
export interface ClockFacts {
  offsetMs: number;
  errorMs: number;
}

/** One exchange with a host: all in epoch ms, `told` by the host's clock, the others by the collector's. */
export interface Exchange {
  askedAt: number;
  answeredAt: number;
  told: number;
}

/**
 * What exchanges with one host tell of its clock. The host told its time at some moment between question and answer, so each exchange
 * bounds the offset on both sides, by half of the round trip around its middle (RFC 5905, section 8). All of them bound the same offset:
 * what is in every interval is left (section 11.2.1). Undefined where nothing is: the clock was set in between, or there was no exchange.
 */
export function clockOf(exchanges: readonly Exchange[]): ClockFacts | undefined {
  const least = Math.max(...exchanges.map(({ told, answeredAt }) => told - answeredAt));
  const most = Math.min(...exchanges.map(({ told, askedAt }) => told - askedAt));
  return least <= most && exchanges.length > 0
    ? { offsetMs: (least + most) / 2, errorMs: (most - least) / 2 }
    : undefined;
}

/** How far two hosts' clocks are apart: errors add up. */
export function apart(one: ClockFacts, other: ClockFacts): ClockFacts {
  return { offsetMs: one.offsetMs - other.offsetMs, errorMs: one.errorMs + other.errorMs };
}
