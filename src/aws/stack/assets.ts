// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the CDK's own placeholders
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { hubshiftError } from "../../errors/index.ts";
import type { Assembly } from "./types.ts";
import { zipOf } from "./zip.ts";

/** Whose bucket assets go to. */
export interface Home {
  account: string;
  region: string;
}

/** An asset manifest, as far as it is read here: https://docs.aws.amazon.com/cdk/api/v2/docs/cloud-assembly-schema-readme.html */
interface AssetManifest {
  files: Record<string, { source: { path: string }; destinations: Record<string, Destination> }>;
}

interface Destination {
  bucketName: string;
  objectKey: string;
}

interface Asset {
  path: string;
  bucket: string;
  key: string;
}

/** The CDK leaves account and region to whoever publishes. */
const filledIn = (text: string, { account, region }: Home): string =>
  text.replaceAll("${AWS::AccountId}", account).replaceAll("${AWS::Region}", region);

async function assetsOf({ stackName, templateFile }: Assembly, home: Home): Promise<Asset[]> {
  const folder = dirname(templateFile);
  const { files } = JSON.parse(await readFile(join(folder, `${stackName}.assets.json`), "utf8")) as AssetManifest;
  return Object.values(files).flatMap(({ source, destinations }) =>
    Object.values(destinations).map(({ bucketName, objectKey }) => ({
      path: join(folder, source.path),
      bucket: filledIn(bucketName, home),
      key: filledIn(objectKey, home),
    })),
  );
}

/** A folder goes as a zip archive, which is what Lambda takes. */
async function contentOf(path: string): Promise<Buffer> {
  if (!(await stat(path)).isDirectory()) return readFile(path);
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const paths = entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).sort();
  const files = await Promise.all(paths.map(async (file) => [relative(path, file), await readFile(file)] as const));
  return zipOf(new Map(files));
}

async function isThere(s3: S3Client, request: ConstructorParameters<typeof HeadObjectCommand>[0], http: object) {
  try {
    await s3.send(new HeadObjectCommand(request), http);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "NotFound") return false;
    throw error;
  }
}

/** Keys are hashes of contents: what is there is what would be put there. */
async function publish(s3: S3Client, { path, bucket, key }: Asset, home: Home, http: object): Promise<void> {
  // A bucket of that name in another account would get the functions' code, and could give other code back.
  const request = { Bucket: bucket, Key: key, ExpectedBucketOwner: home.account };
  if (await isThere(s3, request, http)) return;
  try {
    await s3.send(new PutObjectCommand({ ...request, Body: await contentOf(path) }), http);
  } catch (error) {
    if (!(error instanceof Error && error.name === "NoSuchBucket")) throw error;
    throw hubshiftError("account-not-bootstrapped", { ...home, bucket }, { exitCode: 1, cause: error });
  }
}

/** Where CloudFormation fetches the template, which is one of the assets: as text in a request it may have 51,200 bytes only. */
function templateUrl(assets: readonly Asset[], { templateFile }: Assembly, { region }: Home): string {
  const template = assets.find(({ path }) => basename(path) === basename(templateFile));
  if (!template) throw new Error(`${templateFile} is no asset of its assembly`);
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return `https://s3.${region}.${suffix}/${template.bucket}/${template.key}`;
}

/** Puts an assembly's assets where its template looks for them. Gives the template's URL. Throws `account-not-bootstrapped`. */
export async function publishAssets(s3: S3Client, assembly: Assembly, home: Home, http: object): Promise<string> {
  const assets = await assetsOf(assembly, home);
  for (const asset of assets) await publish(s3, asset, home, http);
  return templateUrl(assets, assembly, home);
}
