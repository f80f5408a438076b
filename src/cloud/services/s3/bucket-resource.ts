import { generatedName } from "../../core/ids.ts";
import type { CloudContext, ResourceProvider } from "../../core/types.ts";
import { compilePolicy, type PolicyDocument } from "../iam/policy/index.ts";
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

export function bucketPolicyResource(state: S3State, policies: Map<string, PolicyDocument>): ResourceProvider {
  const write = (name: string, document: PolicyDocument) => {
    compilePolicy(document);
    policies.set(`arn:aws:s3:::${name}`, document);
    return { physicalId: name, attributes: {} };
  };
  return {
    type: "AWS::S3::BucketPolicy",
    replaces: ["Bucket"],
    create: async (properties) => write(requireBucket(state, properties.Bucket).name, properties.PolicyDocument),
    update: async (name, properties) => write(name, properties.PolicyDocument),
    async delete(name) {
      policies.delete(`arn:aws:s3:::${name}`);
    },
  };
}
