// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the CDK's own placeholders
import { createHash } from "node:crypto";
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

interface Published {
  bucket: string;
  /** A hash of the content: what is there is what would be put there. */
  key: string;
  content(): Promise<Buffer>;
}

async function publish(s3: S3Client, { bucket, key, content }: Published, home: Home, http: object): Promise<void> {
  // A bucket of that name in another account would get the functions' code, and could give other code back.
  const request = { Bucket: bucket, Key: key, ExpectedBucketOwner: home.account };
  if (await isThere(s3, request, http)) return;
  try {
    await s3.send(new PutObjectCommand({ ...request, Body: await content() }), http);
  } catch (error) {
    if (!(error instanceof Error && error.name === "NoSuchBucket")) throw error;
    throw hubshiftError("account-not-bootstrapped", { ...home, bucket }, { exitCode: 1, cause: error });
  }
}

/** Where CloudFormation fetches the template, which is one of the assets: as text in a request it may have 51,200 bytes only. */
function urlOf({ bucket, key }: Pick<Asset, "bucket" | "key">, { region }: Home): string {
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return `https://s3.${region}.${suffix}/${bucket}/${key}`;
}

/** Puts an assembly's assets where its template looks for them. Gives the template's URL. Throws `account-not-bootstrapped`. */
export async function publishAssets(s3: S3Client, assembly: Assembly, home: Home, http: object): Promise<string> {
  const assets = await assetsOf(assembly, home);
  for (const { path, ...place } of assets) await publish(s3, { ...place, content: () => contentOf(path) }, home, http);
  const template = assets.find(({ path }) => basename(path) === basename(assembly.templateFile));
  if (!template) throw new Error(`${assembly.templateFile} is no asset of its assembly`);
  return urlOf(template, home);
}

/** Where the CDK's assemblies have their assets unless they name another qualifier than its own. */
const bucketOf = ({ account, region }: Home) => `cdk-hnb659fds-assets-${account}-${region}`;

/** Puts a template that belongs to no assembly where those of assemblies are. Gives its URL. Throws `account-not-bootstrapped`. */
export async function publishTemplate(s3: S3Client, template: object, home: Home, http: object): Promise<string> {
  const content = Buffer.from(JSON.stringify(template));
  const place = { bucket: bucketOf(home), key: `${createHash("sha256").update(content).digest("hex")}.json` };
  await publish(s3, { ...place, content: async () => content }, home, http);
  return urlOf(place, home);
}
