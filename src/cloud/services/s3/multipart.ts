import { createHash, randomUUID } from "node:crypto";
import type {
  AbortMultipartUploadRequest,
  CompleteMultipartUploadOutput,
  CompleteMultipartUploadRequest,
  CreateMultipartUploadOutput,
  CreateMultipartUploadRequest,
  UploadPartOutput,
  UploadPartRequest,
} from "@aws-sdk/client-s3";
import { AwsError } from "../../core/error.ts";
import { putObject } from "./objects.ts";
import { etagOf, requireBucket, type S3State } from "./store.ts";

/** An object that comes in parts: https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html */
export interface Upload {
  request: CreateMultipartUploadRequest;
  /** By number. */
  parts: Map<number, Buffer>;
}

function requireUpload({ uploads }: S3State, id: string | undefined): Upload {
  const upload = uploads.get(id ?? "");
  if (upload) return upload;
  const text =
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.";
  throw new AwsError("NoSuchUpload", text, 404, { UploadId: id });
}

export function createMultipartUpload(
  state: S3State,
  request: CreateMultipartUploadRequest,
): CreateMultipartUploadOutput {
  requireBucket(state, request.Bucket as string);
  const UploadId = randomUUID();
  state.uploads.set(UploadId, { request, parts: new Map() });
  return { Bucket: request.Bucket, Key: request.Key, UploadId };
}

/** The codec has read the whole body. */
type PartInput = Omit<UploadPartRequest, "Body"> & { Body?: Uint8Array };

export function uploadPart(state: S3State, input: PartInput): UploadPartOutput {
  const body = Buffer.from(input.Body ?? []);
  requireUpload(state, input.UploadId).parts.set(input.PartNumber as number, body);
  return { ETag: etagOf(body) };
}

export function completeMultipartUpload(
  state: S3State,
  input: CompleteMultipartUploadRequest,
): CompleteMultipartUploadOutput {
  const { request, parts } = requireUpload(state, input.UploadId);
  const wanted = (input.MultipartUpload?.Parts ?? []).map(({ PartNumber = 0, ETag }) => {
    const body = parts.get(PartNumber);
    if (body && ETag?.replaceAll('"', "") === etagOf(body).replaceAll('"', "")) return body;
    const text =
      "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
    throw new AwsError("InvalidPart", text);
  });
  putObject(state, { ...request, Body: Buffer.concat(wanted), IfNoneMatch: input.IfNoneMatch });
  state.uploads.delete(input.UploadId as string);
  const stored = requireBucket(state, request.Bucket as string).objects.get(request.Key as string);
  if (stored) stored.etag = etagOfParts(wanted);
  return { Bucket: request.Bucket, Key: request.Key, ETag: etagOfParts(wanted) };
}

/** The hash of the parts' hashes, and how many they are. */
function etagOfParts(parts: readonly Buffer[]): string {
  const hash = createHash("md5");
  for (const part of parts) hash.update(createHash("md5").update(part).digest());
  return `"${hash.digest("hex")}-${parts.length}"`;
}

export function abortMultipartUpload(state: S3State, input: AbortMultipartUploadRequest): void {
  requireUpload(state, input.UploadId);
  state.uploads.delete(input.UploadId as string);
}
