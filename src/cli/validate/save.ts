import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { FINDINGS_FILE, type ValidationRecord } from "../../drill/index.ts";
import { hubshiftError } from "../../errors/index.ts";
import type { WanPlan } from "../../plan/index.ts";
import { writeTree } from "../../system/index.ts";
import { type Collection, evidenceOf, type Finding, filesOf, INDEX_FILE, type Validation } from "../../verify/index.ts";
import type { Session } from "../session.ts";

/** A validation with what it was made from. */
export interface Judged {
  plan: WanPlan;
  collection: Collection;
  validation: Validation;
  /** What to do about a finding; empty for one that passes. */
  say: (finding: Finding) => string;
}

/** As the report reads it. */
function recordOf({ plan, collection, validation, say }: Judged): ValidationRecord {
  const findings = validation.findings.map((finding) => {
    const { advice: _, ...found } = finding;
    const todo = say(finding);
    return { ...found, ...(todo !== "" && { todo }), evidence: evidenceOf(plan, collection, finding) };
  });
  return { wan: plan.name, takenAt: collection.takenAt, pass: validation.pass, findings };
}

/** Writes what was answered and what was found into `folder`, an absolute path. */
export async function writeJudged(folder: string, judged: Judged): Promise<void> {
  const findings = `${JSON.stringify(recordOf(judged), null, 2)}\n`;
  await writeTree(folder, filesOf(judged.collection).set(FINDINGS_FILE, findings));
}

/** The same into the folder that a user names. Throws `save-exists` where a collection is already. */
export async function save(session: Session, name: string, judged: Judged): Promise<void> {
  const folder = resolve(session.io.cwd, name);
  const taken = await access(resolve(folder, INDEX_FILE)).then(
    () => true,
    () => false,
  );
  if (taken) throw hubshiftError("save-exists", { folder: name });
  await writeJudged(folder, judged);
}
