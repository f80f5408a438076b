import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const source = resolve(import.meta.dirname, "../src");

/** What each room may import of ours, and why it stops there. A room that is missing here fails the test. */
const rooms: Record<string, { may: string[]; because: string }> = {
  errors: { may: [], because: "the catalogue is the leaf that every room's user-facing error comes from" },
  spec: { may: ["errors"], because: "it knows the file a user writes and nothing of what is made from it" },
  plan: { may: ["spec", "errors"], because: "every address is decided here, before anything is rendered or run" },
  keys: {
    may: ["plan", "system", "errors"],
    because: "it keeps secrets on disk and hands them to the renderers' callers",
  },
  render: { may: ["plan", "spec", "keys", "errors"], because: "a rendered file is a function of plan and keys" },
  adopt: {
    may: ["spec", "plan", "render", "keys", "errors"],
    because: "it reads rendered files back, and compares what would be rendered anew: files in, wan.yaml out",
  },
  failover: { may: ["spec"], because: "the decision must be the same in a function, in an agent and in a test" },
  observe: { may: [], because: "a parser knows text, not the WAN it describes" },
  verify: {
    may: ["spec", "plan", "failover", "observe"],
    because:
      "a judgement is a function of what was planned and what was seen, wherever that was looked up; spec knows networks",
  },
  stack: {
    may: ["plan", "render", "errors"],
    because: "the template is a function of the plan, and the hubs' user data in it is a rendered file",
  },
  boot: {
    may: ["render", "keys", "plan", "system"],
    because:
      "it packs what is rendered, and the keys, for machines that become hubs when they boot, wherever these are",
  },
  system: { may: ["errors"], because: "the seam to the machine knows commands and files, not the WAN" },
  aws: {
    may: ["failover", "verify", "errors"],
    because: "the seam to AWS knows resources, and the facts that decisions and judgements are made from",
  },
  lambda: { may: ["failover", "aws"], because: "a function is an adapter around the decision, and must stay small" },
  cloud: { may: [], because: "LocalCloud must not share the project's mistakes" },
  agent: {
    may: ["failover", "observe", "aws", "system"],
    because: "the hub's daemon is an adapter around the decision and the facts, in one file",
  },
  lab: {
    may: ["cloud", "stack", "boot", "render", "keys", "plan", "aws", "system", "observe", "errors"],
    because: "it gives LocalCloud its packets and the hosts their files",
  },
  reach: {
    may: ["lab", "aws", "system", "errors"],
    because: "it knows how a host is asked, and neither what is asked nor what the answer means",
  },
  rotation: {
    may: ["plan", "keys", "reach", "system", "errors"],
    because:
      "it orders what hosts do with their keys, wherever they are; where else a key is kept is its caller's business",
  },
  upgrade: {
    may: ["aws", "errors"],
    because: "it knows templates and the order of steps, and is given the stack, wherever that is",
  },
  drill: {
    may: ["lab", "upgrade", "observe", "plan", "aws", "system", "errors"],
    because: "it runs scenarios on a target and judges them",
  },
  report: {
    may: ["drill"],
    because: "it draws what a drill recorded: it takes the types of a run, and nothing that runs",
  },
  cli: {
    may: [
      "drill",
      "upgrade",
      "rotation",
      "report",
      "reach",
      "lab",
      "cloud",
      "stack",
      "boot",
      "render",
      "adopt",
      "keys",
      "plan",
      "spec",
      "observe",
      "verify",
      "aws",
      "system",
      "errors",
    ],
    because: "it is the top: nothing imports it",
  },
};

/** Rooms that touch nothing outside: no file, process, network, clock, environment or chance. A hash is a function of its input. */
const pure = ["spec", "plan", "render", "adopt", "failover", "observe", "verify", "report", "errors"];
const impure =
  /\bfrom "node:(?!(buffer|util|assert)")(?<!^import \{ createHash \} from "node:(?=crypto";$))|\bprocess\.|\bDate\.now\(|\bnew Date\(\)|\bperformance\.|\bMath\.random\(|\bsetTimeout\(|\bsetInterval\(|\bfetch\(|from "(execa|pino|@aws-sdk\/|@smithy\/)/;

interface Import {
  file: string;
  room: string;
  target: string;
  specifier: string;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") || name.endsWith(".svelte"))
    .map((name) => join(folder, name));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, "utf8");
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)].map((match) => match[1] as string);
  return found.map((specifier) => ({
    file: relative(source, file),
    room: relative(source, file).split("/")[0] as string,
    target: relative(source, resolve(dirname(file), specifier)),
    specifier,
  }));
}

const files = filesBelow(source);
const imports = files.flatMap(importsOf);
const crossing = imports.filter((i) => i.target.split("/")[0] !== i.room);

describe("imports between rooms", () => {
  it("were read from real files", () => {
    expect(files.length).toBeGreaterThan(50);
    expect(crossing.length).toBeGreaterThan(20);
  });

  it("every folder of src is a room that this test knows", () => {
    const folders = readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map((entry) => entry.name).sort()).toEqual(Object.keys(rooms).sort());
  });

  it.each(Object.entries(rooms))("%s imports only what it may", (room, { may, because }) => {
    const wrong = crossing
      .filter((i) => i.room === room && !may.includes(i.target.split("/")[0] as string))
      .map((i) => `${i.file} imports ${i.target}`);
    expect(wrong, because).toEqual([]);
  });

  it("gives the report the types of a run, and nothing that runs", () => {
    const lines = files
      .filter((file) => relative(source, file).startsWith("report/"))
      .flatMap((file) => readFileSync(file, "utf8").match(/^(?:import|export) .* from "\.\.\/.*";$/gm) ?? []);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => !line.startsWith("import type "))).toEqual([]);
  });

  it("goes through a room's one door", () => {
    const wrong = crossing
      .filter((i) => !/^[a-z]+\/index\.ts$/.test(i.target))
      .map((i) => `${i.file} imports ${i.target}`);
    expect(wrong, "what a room does not export is free to change").toEqual([]);
  });

  it.each(pure)("%s touches nothing outside", (room) => {
    const own = files.filter((file) => relative(source, file).startsWith(`${room}/`));
    expect(own.length).toBeGreaterThan(0);
    const wrong = own.flatMap((file) =>
      readFileSync(file, "utf8")
        .split("\n")
        .flatMap((line, index) =>
          impure.test(line.replace(/\/\/.*|^\s*\*.*/, ""))
            ? [`${relative(source, file)}:${index + 1}: ${line.trim()}`]
            : [],
        ),
    );
    expect(wrong, "a pure room gives the same result for the same input, everywhere").toEqual([]);
  });
});
