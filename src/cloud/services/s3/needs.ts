import type { AccessTable } from "../../core/access.ts";

interface Named {
  Bucket?: string;
  Key?: string;
  Delete?: { Objects?: { Key?: string }[] };
}

/** Many an action does not have its operation's name. */
const ON_BUCKETS = {
  CreateBucket: "CreateBucket",
  DeleteBucket: "DeleteBucket",
  HeadBucket: "ListBucket",
  ListObjectsV2: "ListBucket",
  GetBucketLocation: "GetBucketLocation",
  GetBucketEncryption: "GetEncryptionConfiguration",
};
const ON_OBJECTS = {
  PutObject: "PutObject",
  GetObject: "GetObject",
  HeadObject: "GetObject",
  DeleteObject: "DeleteObject",
  CreateMultipartUpload: "PutObject",
  UploadPart: "PutObject",
  CompleteMultipartUpload: "PutObject",
  AbortMultipartUpload: "AbortMultipartUpload",
};

const bucketArn = ({ Bucket = "" }: Named) => `arn:aws:s3:::${Bucket}`;

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
export const s3Needs: AccessTable = Object.fromEntries<AccessTable[string]>([
  ["ListBuckets", () => [{ action: "s3:ListAllMyBuckets", resource: "*" }]],
  ...Object.entries(ON_BUCKETS).map(
    ([name, action]) => [name, (input: Named) => [{ action: `s3:${action}`, resource: bucketArn(input) }]] as const,
  ),
  ...Object.entries(ON_OBJECTS).map(
    ([name, action]) =>
      [name, (input: Named) => [{ action: `s3:${action}`, resource: `${bucketArn(input)}/${input.Key}` }]] as const,
  ),
  [
    "DeleteObjects",
    (input: Named) =>
      (input.Delete?.Objects ?? []).map(({ Key }) => ({
        action: "s3:DeleteObject",
        resource: `${bucketArn(input)}/${Key}`,
      })),
  ],
]);
