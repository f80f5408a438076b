import { paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";
import type { AwsOptions } from "../types.ts";
import type { StoredAssets } from "./types.ts";

/** What lies in the bucket, by name; undefined when nothing does. Credentials may deploy and yet not list: then the count is unknown. */
export async function countAssets(
  options: AwsOptions,
  bucket: string,
  http: object,
): Promise<StoredAssets | undefined> {
  const client = new S3Client({ ...options, forcePathStyle: true });
  try {
    let count = 0;
    for await (const { KeyCount = 0 } of paginateListObjectsV2({ client }, { Bucket: bucket }, http)) count += KeyCount;
    return count === 0 ? undefined : { bucket, count };
  } catch (error) {
    if (!(error instanceof Error && error.name === "AccessDenied")) throw error;
    return { bucket, count: undefined };
  } finally {
    client.destroy();
  }
}
