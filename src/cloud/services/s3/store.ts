import { createHash } from "node:crypto";
import { AwsError } from "../../core/error.ts";
import type { CloudContext } from "../../core/types.ts";
import type { Upload } from "./multipart.ts";

export interface StoredObject {
  key: string;
  body: Buffer;
  /** With its quotes. */
  etag: string;
  modified: Date;
  contentType: string;
  contentEncoding: string | undefined;
  metadata: Record<string, string>;
  /** `AES256` or `aws:kms`. */
  encryption: string;
  kmsKeyId: string | undefined;
}

export interface Bucket {
  name: string;
  created: Date;
  objects: Map<string, StoredObject>;
  tags: Record<string, string>;
}

export interface S3State {
  ctx: CloudContext;
  buckets: Map<string, Bucket>;
  /** By upload ID. */
  uploads: Map<string, Upload>;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET_NAME = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/;

export function addBucket({ ctx, buckets }: S3State, name: string, tags: Record<string, string> = {}): Bucket {
  if (!BUCKET_NAME.test(name)) {
    throw new AwsError("InvalidBucketName", "The specified bucket is not valid.", 400, { BucketName: name });
  }
  if (buckets.has(name)) {
    const text = "Your previous request to create the named bucket succeeded and you already own it.";
    throw new AwsError("BucketAlreadyOwnedByYou", text, 409, { BucketName: name });
  }
  const bucket: Bucket = { name, created: new Date(ctx.now()), objects: new Map(), tags };
  buckets.set(name, bucket);
  return bucket;
}

/** Throws NoSuchBucket. */
export function requireBucket({ buckets }: S3State, name: string): Bucket {
  const bucket = buckets.get(name);
  if (bucket) return bucket;
  throw new AwsError("NoSuchBucket", "The specified bucket does not exist", 404, { BucketName: name });
}

/** Throws NoSuchBucket or NoSuchKey. */
export function requireObject(state: S3State, bucket: string, key: string): StoredObject {
  const found = requireBucket(state, bucket).objects.get(key);
  if (found) return found;
  throw new AwsError("NoSuchKey", "The specified key does not exist.", 404, { Key: key });
}

/** Throws BucketNotEmpty. */
export function removeBucket(state: S3State, name: string): void {
  const bucket = requireBucket(state, name);
  if (bucket.objects.size > 0) {
    throw new AwsError("BucketNotEmpty", "The bucket you tried to delete is not empty", 409, { BucketName: name });
  }
  state.buckets.delete(name);
}

export const etagOf = (body: Uint8Array): string => `"${createHash("md5").update(body).digest("hex")}"`;
