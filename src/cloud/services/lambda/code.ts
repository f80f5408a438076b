import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AwsError } from "../../core/error.ts";
import type { CloudContext, ResourceRequest } from "../../core/types.ts";
import { lambdaFolder } from "./invocation.ts";

/** A function's code, as a template gives it. */
export interface CodeProperties {
  /** The text of `index.js`. */
  ZipFile?: string;
  S3Bucket?: string;
  S3Key?: string;
}

export interface InstalledCode {
  taskRoot: string;
  sha256: string;
  size: number;
}

/**
 * Copies a function's code to a folder of its own, so that it finds no modules but its own and no later build changes it.
 * @throws AwsError InvalidParameterValueException when the template names no code that LocalCloud can run.
 */
export async function installCode(
  ctx: CloudContext,
  functionName: string,
  code: CodeProperties,
  resource: ResourceRequest,
): Promise<InstalledCode> {
  const taskRoot = join(lambdaFolder(ctx), "functions", functionName);
  await mkdir(taskRoot, { recursive: true });
  if (code.ZipFile !== undefined) await writeFile(join(taskRoot, "index.js"), code.ZipFile);
  else if (code.S3Bucket && code.S3Key) {
    await cp(resource.assetPath(code.S3Bucket, code.S3Key), taskRoot, { recursive: true });
  } else throw new AwsError("InvalidParameterValueException", "Please provide a source for function code.");
  return { taskRoot, ...(await digest(taskRoot)) };
}

async function digest(folder: string): Promise<{ sha256: string; size: number }> {
  const hash = createHash("sha256");
  let size = 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const content = await readFile(join(entry.parentPath, entry.name));
    hash.update(entry.name).update(content);
    size += content.length;
  }
  return { sha256: hash.digest("base64"), size };
}
