import type {
  DeleteObjectRequest,
  DeleteObjectsOutput,
  DeleteObjectsRequest,
  GetObjectOutput,
  GetObjectRequest,
  HeadObjectOutput,
  ListObjectsV2Output,
  ListObjectsV2Request,
  PutObjectOutput,
  PutObjectRequest,
} from "@aws-sdk/client-s3";
import { AwsError } from "../../core/error.ts";
import { etagOf, requireBucket, requireObject, type S3State, type StoredObject } from "./store.ts";

/** The codec has read the whole body. */
type PutInput = Omit<PutObjectRequest, "Body"> & { Body?: Uint8Array };

export function putObject(state: S3State, input: PutInput): PutObjectOutput {
  const bucket = requireBucket(state, input.Bucket as string);
  const key = input.Key as string;
  if (input.IfNoneMatch === "*" && bucket.objects.has(key)) {
    throw new AwsError("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", 412);
  }
  const body = Buffer.from(input.Body ?? []);
  const stored: StoredObject = {
    key,
    body,
    etag: etagOf(body),
    modified: new Date(Math.trunc(state.ctx.now() / 1000) * 1000),
    contentType: input.ContentType ?? "binary/octet-stream",
    contentEncoding: input.ContentEncoding,
    metadata: input.Metadata ?? {},
    encryption: input.ServerSideEncryption ?? "AES256",
    kmsKeyId: input.SSEKMSKeyId,
  };
  bucket.objects.set(key, stored);
  return { ETag: stored.etag, ...encryptionOf(stored) };
}

const encryptionOf = ({ encryption, kmsKeyId }: StoredObject) => ({
  ServerSideEncryption: encryption as "AES256",
  ...(kmsKeyId && { SSEKMSKeyId: kmsKeyId }),
});

export function headObject(state: S3State, input: GetObjectRequest): HeadObjectOutput {
  const stored = requireObject(state, input.Bucket as string, input.Key as string);
  return {
    AcceptRanges: "bytes",
    LastModified: stored.modified,
    ContentLength: stored.body.length,
    ETag: stored.etag,
    ContentType: stored.contentType,
    ...(stored.contentEncoding && { ContentEncoding: stored.contentEncoding }),
    ...encryptionOf(stored),
    Metadata: stored.metadata,
  };
}

export function getObject(state: S3State, input: GetObjectRequest): Omit<GetObjectOutput, "Body"> & { Body: Buffer } {
  const { body } = requireObject(state, input.Bucket as string, input.Key as string);
  const head = headObject(state, input) as Omit<GetObjectOutput, "Body">;
  const range = rangeOf(input.Range, body.length);
  if (!range) return { ...head, Body: body };
  const [first, last] = range;
  const part = body.subarray(first, last + 1);
  return { ...head, ContentLength: part.length, ContentRange: `bytes ${first}-${last}/${body.length}`, Body: part };
}

/** The first and the last byte that are asked for; undefined for all of them. Throws InvalidRange. */
function rangeOf(header: string | undefined, size: number): [first: number, last: number] | undefined {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (!from && !to) return undefined;
  const first = from ? Number(from) : Math.max(0, size - Number(to));
  const last = from && to ? Math.min(Number(to), size - 1) : size - 1;
  if (first <= last) return [first, last];
  throw new AwsError("InvalidRange", "The requested range is not satisfiable", 416);
}

/** An object that does not exist is deleted already. */
export function deleteObject(state: S3State, input: DeleteObjectRequest): void {
  requireBucket(state, input.Bucket as string).objects.delete(input.Key as string);
}

export function deleteObjects(state: S3State, input: DeleteObjectsRequest): DeleteObjectsOutput {
  const { objects } = requireBucket(state, input.Bucket as string);
  const keys = (input.Delete?.Objects ?? []).map(({ Key }) => Key as string);
  for (const key of keys) objects.delete(key);
  return input.Delete?.Quiet ? {} : { Deleted: keys.map((Key) => ({ Key })) };
}

const MAX_KEYS = 1000;

/** Keys in the order of their bytes; with a delimiter, those that share what comes before it are one common prefix. */
export function listObjectsV2(state: S3State, input: ListObjectsV2Request): ListObjectsV2Output {
  const { Prefix = "", Delimiter, MaxKeys = MAX_KEYS } = input;
  const after = input.ContinuationToken ? decode(input.ContinuationToken) : (input.StartAfter ?? "");
  const { objects } = requireBucket(state, input.Bucket as string);
  const entries = new Map<string, StoredObject | undefined>();
  for (const stored of [...objects.values()].sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)))) {
    if (!stored.key.startsWith(Prefix)) continue;
    const cut = Delimiter ? stored.key.indexOf(Delimiter, Prefix.length) : -1;
    const name = cut < 0 ? stored.key : stored.key.slice(0, cut + (Delimiter as string).length);
    if (name > after) entries.set(name, cut < 0 ? stored : undefined);
  }
  const shown = [...entries].slice(0, Math.min(MaxKeys, MAX_KEYS));
  const truncated = shown.length < entries.size;
  return {
    Name: input.Bucket,
    Prefix,
    ...(Delimiter && { Delimiter }),
    MaxKeys,
    KeyCount: shown.length,
    IsTruncated: truncated,
    ...(truncated && { NextContinuationToken: encode(shown.at(-1)?.[0] ?? after) }),
    Contents: shown.flatMap(([, stored]) => (stored ? [listed(stored)] : [])),
    CommonPrefixes: shown.flatMap(([name, stored]) => (stored ? [] : [{ Prefix: name }])),
  };
}

const encode = (key: string) => Buffer.from(key).toString("base64url");
const decode = (token: string) => Buffer.from(token, "base64url").toString();

const listed = ({ key, modified, etag, body }: StoredObject) => ({
  Key: key,
  LastModified: modified,
  ETag: etag,
  Size: body.length,
  StorageClass: "STANDARD" as const,
});
