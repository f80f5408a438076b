import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AwsError } from "../../core/error.ts";
import type { ObjectPort } from "../../core/ports.ts";
import type { CloudContext } from "../../core/types.ts";
import { readZip } from "../../core/zip.ts";
import type { LambdaState } from "./function.ts";
import { lambdaFolder } from "./invocation.ts";

/** A function's code, as a template gives it. */
export interface CodeProperties {
  /** The text of `index.js`. */
  ZipFile?: string;
  S3Bucket?: string;
  S3Key?: string;
}

export interface InstalledCode {
  sha256: string;
  size: number;
}

/** The folder that a function's code lies in. */
export const taskRootOf = (ctx: CloudContext, functionName: string): string =>
  join(lambdaFolder(ctx), "functions", functionName);

/**
 * Unpacks a function's code into a folder of its own, in place of what lay there, so that it finds no modules but its own.
 * @throws AwsError InvalidParameterValueException when the template names no code that LocalCloud can run.
 */
export async function installCode(
  { ports }: LambdaState,
  taskRoot: string,
  code: CodeProperties,
): Promise<InstalledCode> {
  const files = filesOf(code, ports.objects);
  await rm(taskRoot, { recursive: true, force: true });
  await mkdir(taskRoot, { recursive: true });
  for (const [path, content] of files) {
    await mkdir(dirname(join(taskRoot, path)), { recursive: true });
    await writeFile(join(taskRoot, path), content);
  }
  return digest(files);
}

function filesOf({ ZipFile, S3Bucket, S3Key }: CodeProperties, objects: ObjectPort): Map<string, Buffer> {
  if (ZipFile !== undefined) return new Map([["index.js", Buffer.from(ZipFile)]]);
  if (!S3Bucket || !S3Key) {
    throw new AwsError("InvalidParameterValueException", "Please provide a source for function code.");
  }
  const archive = objects.read(S3Bucket, S3Key);
  try {
    return readZip(archive);
  } catch (error) {
    const text = `Could not unzip uploaded file. Please check your file, then try to upload again. (${(error as Error).message})`;
    throw new AwsError("InvalidParameterValueException", text);
  }
}

function digest(files: ReadonlyMap<string, Buffer>): { sha256: string; size: number } {
  const hash = createHash("sha256");
  let size = 0;
  for (const [path, content] of files) {
    hash.update(path).update(content);
    size += content.length;
  }
  return { sha256: hash.digest("base64"), size };
}
