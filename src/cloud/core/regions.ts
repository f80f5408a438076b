import type { WireRequest } from "../protocols/types.ts";

/** Region names: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** The region that a request is signed for; undefined where it names none. Nothing is checked here. */
export function regionOf({ headers, query }: WireRequest): string | undefined {
  const inHeader = /\bCredential=([^,\s]+)/.exec(headers.authorization ?? "")?.[1];
  const region = (inHeader ?? query.get("X-Amz-Credential"))?.split("/")[2];
  return region && REGION.test(region) ? region : undefined;
}

/** What each region has, made when somebody first asks there. `home` exists from the beginning. */
export class Regions<T> {
  readonly #made: Map<string, T>;

  constructor(
    readonly home: T,
    name: string,
    readonly make: (region: string) => T,
  ) {
    this.#made = new Map([[name, home]]);
  }

  /** The home region where no other is named. */
  at(region: string | undefined): T {
    if (region === undefined) return this.home;
    const known = this.#made.get(region) ?? this.make(region);
    this.#made.set(region, known);
    return known;
  }

  all(): T[] {
    return [...this.#made.values()];
  }
}
