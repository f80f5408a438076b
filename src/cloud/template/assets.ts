import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { AwsError } from "../core/error.ts";

interface Manifest {
  files?: Record<string, { source: { path?: string }; destinations: Record<string, { objectKey: string }> }>;
}

/** Finds assets by the key that they are published under, through the `*.assets.json` manifests of a cdk.out. */
export function createAssetFinder(assetDir: string): (bucket: string, key: string) => string {
  let byKey: Map<string, string> | undefined;
  return (bucket, key) => {
    byKey ??= readManifests(assetDir);
    const path = byKey.get(key);
    if (path && statSync(path, { throwIfNoEntry: false })) return path;
    throw new AwsError(
      "NoSuchKey",
      `The specified key does not exist: s3://${bucket}/${key} is no asset in ${assetDir}`,
      404,
    );
  };
}

function readManifests(assetDir: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(assetDir)) {
    if (!name.endsWith(".assets.json")) continue;
    const manifest = JSON.parse(readFileSync(join(assetDir, name), "utf8")) as Manifest;
    for (const { source, destinations } of Object.values(manifest.files ?? {})) {
      for (const { objectKey } of Object.values(destinations)) {
        if (source.path) found.set(objectKey, join(assetDir, source.path));
      }
    }
  }
  return found;
}
