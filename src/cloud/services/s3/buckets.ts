import type {
  CreateBucketOutput,
  CreateBucketRequest,
  DeleteBucketRequest,
  GetBucketEncryptionOutput,
  GetBucketLocationOutput,
  HeadBucketOutput,
  HeadBucketRequest,
  ListBucketsOutput,
} from "@aws-sdk/client-s3";
import { addBucket, removeBucket, requireBucket, type S3State } from "./store.ts";

interface Named {
  Bucket: string;
}

export function createBucket(state: S3State, input: CreateBucketRequest): CreateBucketOutput {
  addBucket(state, input.Bucket as string);
  return { Location: `/${input.Bucket}` };
}

export function deleteBucket(state: S3State, input: DeleteBucketRequest): void {
  removeBucket(state, input.Bucket as string);
}

export function headBucket(state: S3State, input: HeadBucketRequest): HeadBucketOutput {
  requireBucket(state, input.Bucket as string);
  return { BucketRegion: state.ctx.region };
}

export function listBuckets(state: S3State): ListBucketsOutput {
  const buckets = [...state.buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    Buckets: buckets.map(({ name, created }) => ({ Name: name, CreationDate: created })),
    Owner: { ID: state.ctx.accountId },
  };
}

/** The oldest region has no name here. */
export function getBucketLocation(state: S3State, input: Named): GetBucketLocationOutput {
  requireBucket(state, input.Bucket);
  const { region } = state.ctx;
  return region === "us-east-1" ? {} : { LocationConstraint: region as never };
}

/** Every bucket encrypts with S3's own keys: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html */
export function getBucketEncryption(state: S3State, input: Named): GetBucketEncryptionOutput {
  requireBucket(state, input.Bucket);
  const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" as const }, BucketKeyEnabled: false };
  return { ServerSideEncryptionConfiguration: { Rules: [rule] } };
}
