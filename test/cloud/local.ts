import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EC2Client } from "@aws-sdk/client-ec2";
import { STSClient } from "@aws-sdk/client-sts";
import {
  createLocalCloud,
  type DelayProfile,
  delayProfiles,
  type JournalEntry,
  type LocalCloud,
} from "../../src/cloud/index.ts";
import type { LocalCloudOptions } from "../../src/cloud/types.ts";

export const REGION = "eu-west-1";

export interface TestCloud extends LocalCloud {
  config: {
    region: string;
    endpoint: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    maxAttempts: number;
  };
  ec2: EC2Client;
  sts: STSClient;
  /** Resolves with the first journal entry, past or to come, that `test` accepts. The test's own timeout is its deadline. */
  seen(test: (entry: JournalEntry) => boolean): Promise<JournalEntry>;
}

/** A LocalCloud with clients; `close` ends all of it. */
export async function startCloud(
  options: Partial<LocalCloudOptions> & { profile?: DelayProfile } = {},
): Promise<TestCloud> {
  const waiting = new Set<(entry: JournalEntry) => void>();
  const workDir = await mkdtemp(join(tmpdir(), "local-cloud-"));
  const cloud = await createLocalCloud({
    profile: delayProfiles.instant,
    region: REGION,
    workDir,
    ...options,
    onJournal: (entry) => {
      for (const look of waiting) look(entry);
    },
  });
  const config = {
    region: REGION,
    endpoint: cloud.url,
    credentials: cloud.rootCredentials,
    maxAttempts: 1,
  };
  const ec2 = new EC2Client(config);
  const sts = new STSClient(config);
  return {
    ...cloud,
    journal: cloud.journal,
    url: cloud.url,
    config,
    ec2,
    sts,
    seen(test) {
      const past = cloud.journal.find(test);
      if (past) return Promise.resolve(past);
      return new Promise((resolve) => {
        const look = (entry: JournalEntry) => {
          if (!test(entry)) return;
          waiting.delete(look);
          resolve(entry);
        };
        waiting.add(look);
      });
    },
    async close() {
      ec2.destroy();
      sts.destroy();
      await cloud.close();
      await rm(workDir, { recursive: true, force: true });
    },
  };
}

/** The AWS error code that a promise is rejected with; fails when it is not. */
export async function errorOf(promise: Promise<unknown>): Promise<{ code: string; message: string; status: number }> {
  try {
    await promise;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { code: name, message, status: $metadata?.httpStatusCode ?? 0 };
  }
  throw new Error("expected an error, got an answer");
}
