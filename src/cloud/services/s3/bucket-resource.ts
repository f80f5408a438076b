import { generatedName } from "../../core/ids.ts";
import type { CloudContext, ResourceProvider } from "../../core/types.ts";
import { fromTagList } from "../shared/tags.ts";
import { addBucket, type Bucket, removeBucket, requireBucket, type S3State } from "./store.ts";

const MAX_NAME = 63;

const attributesOf = ({ name }: Bucket, { region }: CloudContext) => ({
  Arn: `arn:aws:s3:::${name}`,
  DomainName: `${name}.s3.amazonaws.com`,
  RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
});

/** `AWS::S3::Bucket`. A bucket with objects in it cannot be deleted, as in AWS. */
export const bucketResource = (state: S3State): ResourceProvider => ({
  type: "AWS::S3::Bucket",
  replaces: ["BucketName"],
  async create(properties, { stackName, logicalId, tags }) {
    const name = properties.BucketName ?? generatedName(stackName, logicalId, MAX_NAME).toLowerCase();
    const bucket = addBucket(state, name, { ...tags, ...fromTagList(properties.Tags) });
    return { physicalId: name, attributes: attributesOf(bucket, state.ctx) };
  },
  async update(name, properties, { tags }) {
    const bucket = requireBucket(state, name);
    bucket.tags = { ...tags, ...fromTagList(properties.Tags) };
    return { physicalId: name, attributes: attributesOf(bucket, state.ctx) };
  },
  async delete(name) {
    if (state.buckets.has(name)) removeBucket(state, name);
  },
});

/** Who may read a bucket is kept, and not evaluated. */
export const bucketPolicyResource = (state: S3State): ResourceProvider => ({
  type: "AWS::S3::BucketPolicy",
  replaces: ["Bucket"],
  async create(properties) {
    const { name } = requireBucket(state, properties.Bucket);
    return { physicalId: name, attributes: {} };
  },
  update: async (name) => ({ physicalId: name, attributes: {} }),
});
