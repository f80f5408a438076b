import { DescribeInstanceAttributeCommand, type EC2Client } from "@aws-sdk/client-ec2";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { LocalCloud } from "../../src/cloud/index.ts";

/** What an instance's user data tells it to fetch when it boots for the first time. */
export interface Fetched {
  bucket: string;
  key: string;
  parameters: string[];
}

export async function toFetch(ec2: EC2Client, instanceId: string): Promise<Fetched> {
  const query = new DescribeInstanceAttributeCommand({ InstanceId: instanceId, Attribute: "userData" });
  const { UserData } = await ec2.send(query);
  const text = Buffer.from(UserData?.Value ?? "", "base64").toString();
  const [, bucket = "", key = ""] = /^BUNDLE_URL = "https:\/\/[^/]+\/([^/]+)\/([^"]+)"$/m.exec(text) ?? [];
  const parameters = [...text.matchAll(/^ {4}"\w+\.key": "([^"]+)",$/gm)].map(([, name]) => name as string);
  return { bucket, key, parameters };
}

/** Fetches it, as the instance: resolves to AWS's answers, an error in the place of one that was refused. */
export function fetchAs(cloud: LocalCloud, region: string, instanceId: string, { bucket, key, parameters }: Fetched) {
  const options = { region, endpoint: cloud.url, credentials: cloud.instanceCredentials(instanceId), maxAttempts: 1 };
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const ssm = new SSMClient(options);
  return Promise.allSettled([
    s3.send(new GetObjectCommand({ Bucket: bucket, Key: key })),
    ssm.send(new GetParametersCommand({ Names: parameters, WithDecryption: true })),
  ]).finally(() => {
    s3.destroy();
    ssm.destroy();
  });
}
