import { AwsError } from "../../core/error.ts";
import { toAddress, toNumber } from "./ipv4.ts";

/** Addresses to lend, each to one holder at a time. TEST-NET-3 (RFC 5737): these can never reach anybody. */
export interface AddressPool {
  /** Throws AddressLimitExceeded when all are lent. */
  take(): string;
  /** A certain address, of the pool or not; false for one that is lent. */
  claim(address: string): boolean;
  give(address: string): void;
}

/** Takes turns, so that an address that was given back is not lent again at once. */
export function createPool(first: string, last: string): AddressPool {
  const start = toNumber(first);
  const size = toNumber(last) - start + 1;
  const lent = new Set<string>();
  let next = 0;
  return {
    take() {
      for (let tried = 0; tried < size; tried++) {
        const address = toAddress(start + next);
        next = (next + 1) % size;
        if (lent.has(address)) continue;
        lent.add(address);
        return address;
      }
      throw new AwsError("AddressLimitExceeded", "The maximum number of addresses has been reached.");
    },
    claim(address) {
      if (lent.has(address)) return false;
      lent.add(address);
      return true;
    },
    give: (address) => void lent.delete(address),
  };
}
