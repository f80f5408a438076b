import type { ObjectPort } from "../../core/ports.ts";
import type { CloudContext, Operation, Service } from "../../core/types.ts";
import type { PolicyDocument } from "../iam/policy/index.ts";
import { bucketPolicyResource, bucketResource } from "./bucket-resource.ts";
import {
  createBucket,
  deleteBucket,
  getBucketEncryption,
  getBucketLocation,
  headBucket,
  listBuckets,
} from "./buckets.ts";
import { abortMultipartUpload, completeMultipartUpload, createMultipartUpload, uploadPart } from "./multipart.ts";
import { s3Needs } from "./needs.ts";
import { deleteObject, deleteObjects, getObject, headObject, listObjectsV2, putObject } from "./objects.ts";
import { requireObject, type S3State } from "./store.ts";

export interface S3Service extends Service {
  objects: ObjectPort;
}

/** Amazon S3, kept in memory: what the deployment of a stack leaves there. */
export function createS3(ctx: CloudContext, policies: Map<string, PolicyDocument>): S3Service {
  const state: S3State = { ctx, buckets: new Map(), uploads: new Map() };
  const operations: Record<string, Operation> = {
    CreateBucket: (input) => createBucket(state, input),
    DeleteBucket: (input) => deleteBucket(state, input),
    HeadBucket: (input) => headBucket(state, input),
    ListBuckets: () => listBuckets(state),
    GetBucketLocation: (input) => getBucketLocation(state, input),
    GetBucketEncryption: (input) => getBucketEncryption(state, input),
    PutObject: (input) => putObject(state, input),
    GetObject: (input) => getObject(state, input),
    HeadObject: (input) => headObject(state, input),
    CreateMultipartUpload: (input) => createMultipartUpload(state, input),
    UploadPart: (input) => uploadPart(state, input),
    CompleteMultipartUpload: (input) => completeMultipartUpload(state, input),
    AbortMultipartUpload: (input) => abortMultipartUpload(state, input),
    DeleteObject: (input) => deleteObject(state, input),
    DeleteObjects: (input) => deleteObjects(state, input),
    ListObjectsV2: (input) => listObjectsV2(state, input),
  };
  return {
    signingName: "s3",
    operations,
    needs: s3Needs,
    resources: [bucketResource(state), bucketPolicyResource(state, policies)],
    objects: {
      read: (bucket, key) => requireObject(state, bucket, key).body,
      write: (bucket, key, body) => void putObject(state, { Bucket: bucket, Key: key, Body: body }),
    },
  };
}
