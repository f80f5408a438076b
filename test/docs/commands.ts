import { readFileSync } from "node:fs";
import { join } from "node:path";
import { markdown } from "../../scripts/docs/page.ts";
import { PLACES } from "../../scripts/docs/render.ts";
import { packageRoot } from "../../src/system/index.ts";

/** A command as a document shows it. */
export interface Command {
  file: string;
  line: number;
  text: string;
  /** Typed on this machine, or on a host. */
  place: "here" | "hub" | "site";
}

/** What takes minutes, or changes the machine. The reason says who runs it instead, or why nobody does. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  "npm start": "installs packages of Debian; its drill is test/lab/drill.test.ts",
  "npm run bench:failover": "runs the drills of test/lab again and again, for half an hour",
  "npx cdk bootstrap aws://111122223333/us-east-1": "the local AWS comes bootstrapped (ADR 0020)",
  "npx hubshift drill": "test/lab/drill.test.ts and test/lab/drill-hot-standby.test.ts run both modes",
  "npx hubshift drill --mode reference,hot-standby": "the same, in turn",
  "npx hubshift drill --mode hot-standby": "test/lab/drill-hot-standby.test.ts",
  "npx hubshift drill --mode hot-standby --fault kill-primary": "test/lab/drill-hot-standby.test.ts",
  "npx hubshift lab up --bare": "test/lab/cdk-deploy.test.ts, with what follows it",
  "export AWS_ENDPOINT_URL=http://127.0.0.1:PORT AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test":
    "what the command before it prints",
  "npx hubshift upgrade --plan": "test/cli/deploy.test.ts",
  "npx hubshift upgrade --yes": "test/lab/drill-hot-standby.test.ts takes its steps",
  "npx hubshift drill --fault upgrade": "test/lab/drill-hot-standby.test.ts",
  "npx hubshift keys rotate SITE1-LF1": "goes to machines by ssh; with --lab it is run",
  "npx cdk deploy --app cdk.out": "test/lab/cdk-deploy.test.ts",
  "npx hubshift drill --lab dc1": "test/lab/cdk-deploy.test.ts",
};

/** Languages that a block may have: `sh` is run, the others show something. Anything else could hide a command. */
const LANGUAGES = ["sh", "yaml", "json", "text", "mermaid"];

/** Commands that work on machines or on what their agents say. */
const IN_LAB = ["lab", "status", "logs", "failover", "failback", "maintenance", "validate"];

/** Commands of a laboratory that go to AWS unless told otherwise. */
export const REMOTE = /^npx hubshift (status|logs|failover|failback|maintenance|validate)\b(?!.* --lab )/;

/** Where the test runs a command; undefined for one that no test knows. */
export function stageOf({ text, place }: Command): "elsewhere" | "lab" | "desk" | undefined {
  if (place !== "here") return "lab";
  if (text in ELSEWHERE) return "elsewhere";
  const name = /^npx hubshift ([a-z-]+)/.exec(text)?.[1];
  if (name === undefined) return undefined;
  return IN_LAB.includes(name) || text.includes(" --lab ") ? "lab" : "desk";
}

function placeOf(word: string | undefined, where: string): Command["place"] {
  if (word === undefined) return "here";
  if (word in PLACES) return word as Command["place"];
  throw new Error(`${where}: nobody knows where "${word}" is`);
}

/** The commands of one document in their order. Throws for a block that holds none, or that has no known language. */
export function commandsOf(file: string, text: string): Command[] {
  return markdown.parse(text, {}).flatMap((token): Command[] => {
    if (token.type === "code_block") throw new Error(`${file}:${(token.map?.[0] ?? 0) + 1}: an indented block`);
    if (token.type !== "fence") return [];
    const first = (token.map?.[0] ?? 0) + 2;
    const where = `${file}:${first - 1}`;
    const [language = "", word] = token.info.trim().split(/\s+/);
    if (!LANGUAGES.includes(language)) throw new Error(`${where}: a block of "${language}"`);
    if (language !== "sh") return [];
    const place = placeOf(word, where);
    const commands = token.content.split("\n").flatMap((line, index): Command[] => {
      const text = line.replace(/(^| )#.*$/, "").trim();
      return text === "" ? [] : [{ file, line: first + index, text, place }];
    });
    if (commands.length === 0) throw new Error(`${where}: a block without a command`);
    return commands;
  });
}

/** Every document whose commands are run: the README and the guide. */
export function documents(names: readonly string[]): Map<string, Command[]> {
  const read = (file: string) => readFileSync(join(packageRoot(), file), "utf8");
  return new Map(names.map((file) => [file, commandsOf(file, read(file))]));
}
