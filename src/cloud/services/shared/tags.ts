/** CloudFormation's and most services' way to write a tag. */
export interface Tag {
  Key?: string | undefined;
  Value?: string | undefined;
}

/** The tags of one service's resources, by ARN. */
export class TagStore {
  readonly #tags = new Map<string, Map<string, string>>();

  add(arn: string, tags: Record<string, string>): void {
    const own = this.#tags.get(arn) ?? new Map<string, string>();
    for (const [key, value] of Object.entries(tags)) own.set(key, value);
    this.#tags.set(arn, own);
  }

  /** In place of those that it had. */
  set(arn: string, tags: Record<string, string>): void {
    this.drop(arn);
    this.add(arn, tags);
  }

  remove(arn: string, keys: readonly string[]): void {
    for (const key of keys) this.#tags.get(arn)?.delete(key);
  }

  of(arn: string): Record<string, string> {
    return Object.fromEntries(this.#tags.get(arn) ?? []);
  }

  /** The resource is gone. */
  drop(arn: string): void {
    this.#tags.delete(arn);
  }
}

export const fromTagList = (tags: readonly Tag[] = []): Record<string, string> =>
  Object.fromEntries(tags.map((tag) => [tag.Key ?? "", tag.Value ?? ""]));

export const toTagList = (tags: Record<string, string>): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
