// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the CDK's own placeholders
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { ObjectPort } from "../core/ports.ts";
import type { CloudContext } from "../core/types.ts";
import { writeZip } from "../core/zip.ts";

/** An asset manifest of the CDK, `STACK.assets.json`, as far as it is read here. */
interface Manifest {
  files?: Record<string, FileAsset>;
}

interface FileAsset {
  source: { path?: string; packaging?: "file" | "zip" };
  destinations: Record<string, { bucketName: string; objectKey: string }>;
}

/** Puts the assets of a cloud assembly where its templates look for them, as `cdk deploy` does before it deploys. */
export function publishAssets(assetDir: string, ctx: CloudContext, objects: ObjectPort): void {
  for (const name of readdirSync(assetDir)) {
    if (!name.endsWith(".assets.json")) continue;
    const { files = {} } = JSON.parse(readFileSync(join(assetDir, name), "utf8")) as Manifest;
    for (const { source, destinations } of Object.values(files)) {
      if (source.path === undefined) continue;
      const body = contentOf(join(assetDir, source.path));
      for (const { bucketName, objectKey } of Object.values(destinations)) {
        objects.write(inAccount(bucketName, ctx), objectKey, body);
      }
    }
  }
}

/** The CDK leaves account and region to whoever publishes. */
const inAccount = (text: string, { accountId, region }: CloudContext) =>
  text.replaceAll("${AWS::AccountId}", accountId).replaceAll("${AWS::Region}", region);

/** A folder goes as a zip archive, packed or not in the manifest's eyes. */
function contentOf(path: string): Buffer {
  if (!statSync(path).isDirectory()) return readFileSync(path);
  const entries = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return writeZip(new Map(paths.map((file) => [relative(path, file), readFileSync(file)])));
}
