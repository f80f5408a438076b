import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketEncryptionCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { errorOf, startCloud, type TestCloud } from "../local.ts";

const Bucket = "assets";

let cloud: TestCloud;
let s3: S3Client;
beforeAll(async () => {
  cloud = await startCloud();
  s3 = new S3Client(cloud.config);
  await s3.send(new CreateBucketCommand({ Bucket }));
});
afterAll(async () => {
  s3.destroy();
  await cloud.close();
});

const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const list = (more: object) => s3.send(new ListObjectsV2Command({ Bucket, ...more }));

describe("S3", () => {
  it("keeps an object as it came", async () => {
    const Body = Buffer.from([0, 255, 128, 10]);
    const input = { Bucket, Key: "a b/ü+.bin", Body, ContentType: "text/x-odd", Metadata: { who: "me" } };
    const { ETag } = await s3.send(new PutObjectCommand(input));
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: input.Key }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(Body);
    expect(got).toMatchObject({ ETag, ContentType: "text/x-odd", ContentLength: 4, Metadata: { who: "me" } });
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: input.Key }));
    expect(head).toMatchObject({ ETag, ContentLength: 4, Metadata: { who: "me" }, ServerSideEncryption: "AES256" });
  });

  it("takes an object in parts, and gives a part of one", async () => {
    const where = { Bucket, Key: "parts" };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(where));
    const parts = [];
    for (const [i, Body] of ["one-", "two"].entries()) {
      const { ETag } = await s3.send(new UploadPartCommand({ ...where, UploadId, PartNumber: i + 1, Body }));
      parts.push({ ETag, PartNumber: i + 1 });
    }
    expect((await errorOf(s3.send(new HeadObjectCommand(where)))).status).toBe(404);
    const complete = (Parts: CompletedPart[]) =>
      s3.send(new CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload: { Parts } }));
    expect((await errorOf(complete([{ PartNumber: 1, ETag: "wrong" }]))).code).toBe("InvalidPart");
    expect((await complete(parts)).ETag).toMatch(/-2"$/);
    const got = await s3.send(new GetObjectCommand({ ...where, Range: "bytes=2-5" }));
    expect([await got.Body?.transformToString(), got.ContentRange]).toEqual(["e-tw", "bytes 2-5/7"]);
    expect(got.$metadata.httpStatusCode).toBe(206);
    expect((await errorOf(complete(parts))).code).toBe("NoSuchUpload");
  });

  it("lists by prefix, delimiter and page", async () => {
    for (const key of ["list/a", "list/b/1", "list/b/2", "list/c", "other"]) await put(key, key);
    const folded = await list({ Prefix: "list/", Delimiter: "/" });
    expect(folded.Contents?.map(({ Key }) => Key)).toEqual(["list/a", "list/c"]);
    expect(folded.CommonPrefixes).toEqual([{ Prefix: "list/b/" }]);
    const first = await list({ Prefix: "list/", MaxKeys: 3 });
    expect([first.KeyCount, first.IsTruncated]).toEqual([3, true]);
    const rest = await list({ Prefix: "list/", ContinuationToken: first.NextContinuationToken });
    expect(rest.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([["list/c", 6]]);
    expect((await list({ Prefix: "list/", StartAfter: "list/b/1" })).KeyCount).toBe(2);
  });

  it("tells where a bucket is, how it is encrypted, and that it exists", async () => {
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe("eu-west-1");
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    const [rule] = encryption.ServerSideEncryptionConfiguration?.Rules ?? [];
    expect(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe("AES256");
    expect((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe("eu-west-1");
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).toEqual(["assets", "cdk-hnb659fds-assets-111122223333-eu-west-1"]);
  });

  it("deletes objects, and a bucket only when it is empty", async () => {
    const [a, b] = ["x", "y"].map((name) => ({ Bucket: "short", Key: name })) as [
      { Bucket: string; Key: string },
      { Bucket: string; Key: string },
    ];
    await s3.send(new CreateBucketCommand({ Bucket: "short" }));
    for (const one of [a, b]) await s3.send(new PutObjectCommand({ ...one, Body: "1" }));
    const remove = new DeleteBucketCommand({ Bucket: "short" });
    expect((await errorOf(s3.send(remove))).code).toBe("BucketNotEmpty");
    await s3.send(new DeleteObjectCommand(a));
    await s3.send(new DeleteObjectCommand(a));
    const { Deleted } = await s3.send(
      new DeleteObjectsCommand({ Bucket: "short", Delete: { Objects: [{ Key: "y" }] } }),
    );
    expect(Deleted).toEqual([{ Key: "y" }]);
    await s3.send(remove);
    expect((await errorOf(s3.send(new HeadBucketCommand({ Bucket: "short" })))).status).toBe(404);
  });

  it.each<[string, () => Promise<unknown>, string, number]>([
    ["a key that nothing has", () => s3.send(new GetObjectCommand({ Bucket, Key: "none" })), "NoSuchKey", 404],
    ["its head", () => s3.send(new HeadObjectCommand({ Bucket, Key: "none" })), "NotFound", 404],
    ["a bucket that is none", () => s3.send(new ListObjectsV2Command({ Bucket: "none" })), "NoSuchBucket", 404],
    ["a bucket twice", () => s3.send(new CreateBucketCommand({ Bucket })), "BucketAlreadyOwnedByYou", 409],
    ["a bad name", () => s3.send(new CreateBucketCommand({ Bucket: "UPPER" })), "InvalidBucketName", 400],
    [
      "what must not exist yet",
      async () => {
        await put("once", "1");
        return s3.send(new PutObjectCommand({ Bucket, Key: "once", Body: "2", IfNoneMatch: "*" }));
      },
      "PreconditionFailed",
      412,
    ],
  ])("refuses %s", async (_, call, code, status) => {
    expect(await errorOf(call())).toMatchObject({ code, status });
  });

  it("finds the bucket in a host's name, too", async () => {
    const named = new S3Client({ ...cloud.config, endpoint: cloud.url.replace("127.0.0.1", "localhost") });
    named.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { hostname: string; headers: Record<string, string>; port: number };
        // What the client has signed stays; only the connection goes to the address, because no name server knows the bucket.
        expect(request.hostname).toBe("assets.localhost");
        request.headers.host = `assets.localhost:${request.port}`;
        request.hostname = "127.0.0.1";
        return next(args);
      },
      { step: "deserialize" },
    );
    await put("hosted", "yes");
    const got = await named.send(new GetObjectCommand({ Bucket, Key: "hosted" }));
    expect(await got.Body?.transformToString()).toBe("yes");
    named.destroy();
  });
});

const run = promisify(execFile);
const noAwsCli = await run("aws", ["--version"]).then(
  () => false,
  () => true,
);

describe.skipIf(noAwsCli)(noAwsCli ? "the AWS CLI (skipped: not installed)" : "the AWS CLI", () => {
  it("uploads a stream and lists it", { timeout: 60_000 }, async () => {
    const { accessKeyId, secretAccessKey } = cloud.config.credentials;
    const env = {
      PATH: process.env.PATH ?? "",
      HOME: "/nonexistent",
      AWS_ENDPOINT_URL: cloud.url,
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    };
    const uploaded = run("aws", ["s3", "cp", "-", "s3://assets/cli/stream.txt"], { env });
    uploaded.child.stdin?.end("from a stream");
    await uploaded;
    const { stdout } = await run("aws", ["s3", "ls", "s3://assets/cli/"], { env });
    expect(stdout).toMatch(/ 13 stream\.txt\n$/);
    const { stdout: content } = await run("aws", ["s3", "cp", "s3://assets/cli/stream.txt", "-"], { env });
    expect(content).toBe("from a stream");
  });
});
