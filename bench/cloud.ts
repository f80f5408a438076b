// How fast LocalCloud answers DescribeAddresses, beside the moto server where that is installed. Each server runs in a process of its
// own on one core, and gets the same signed request on the same kept connections.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { AllocateAddressCommand, DescribeAddressesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { createRunner, packageRoot } from "../src/system/index.ts";
import { describeMachine } from "./machine.ts";

const { values } = parseArgs({
  options: { requests: { type: "string", default: "2000" }, seconds: { type: "string", default: "5" } },
});
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
const runner = createRunner();

const CONNECTIONS = 16;
/** Until both programs have compiled what they run: the client counts too. */
const WARM_UP = 2000;
const STARTUP_MS = 30_000;

interface Contender {
  name: string;
  /** The program and its arguments. */
  argv(port: number): string[];
  installed(): Promise<boolean>;
}

const contenders: Contender[] = [
  {
    name: "LocalCloud",
    argv: (port) => [process.execPath, join(packageRoot(), "bin/hubshift.js"), "cloud", "--port", String(port)],
    installed: async () => true,
  },
  {
    name: "moto server",
    argv: (port) => ["moto_server", "-H", "127.0.0.1", "-p", String(port)],
    installed: async () => (await runner.run(["sh", "-c", "command -v moto_server"])).code === 0,
  },
];

interface Figures {
  name: string;
  /** Of one request after another on one connection. */
  medianMs: number;
  p99Ms: number;
  /** With 16 connections. */
  requestsPerSecond: number;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** Two addresses, so that there is something to describe. Waits until the server answers. */
async function prepare(client: EC2Client): Promise<void> {
  const deadline = performance.now() + STARTUP_MS;
  for (let made = 0; made < 2; ) {
    try {
      await client.send(new AllocateAddressCommand({ Domain: "vpc" }));
      made += 1;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

interface SignedRequest {
  headers: Record<string, string>;
  body: string;
}

/** The request as the SDK signs it; the signature is good for five minutes. */
async function signed(client: EC2Client): Promise<SignedRequest> {
  const command = new DescribeAddressesCommand({});
  let taken: SignedRequest | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      taken = args.request as SignedRequest;
      return next(args);
    },
    { step: "finalizeRequest", priority: "low" },
  );
  const { Addresses = [] } = await client.send(command);
  if (Addresses.length < 2 || !taken) throw new Error("the server described no addresses");
  return taken;
}

/** One request; ms until its answer is read. */
async function ask(port: number, agent: Agent, { headers, body }: SignedRequest): Promise<number> {
  const started = performance.now();
  const sent = request({ port, host: "127.0.0.1", method: "POST", path: "/", agent, headers });
  sent.end(body);
  const [response] = await once(sent, "response");
  response.resume();
  await once(response, "end");
  if (response.statusCode !== 200) throw new Error(`the server answered ${response.statusCode}`);
  return performance.now() - started;
}

async function inTurn(port: number, what: SignedRequest, count: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const taken: number[] = [];
  for (let i = 0; i < WARM_UP + count; i++) taken.push(await ask(port, agent, what));
  agent.destroy();
  return taken.slice(WARM_UP).sort((a, b) => a - b);
}

async function atOnce(port: number, what: SignedRequest, seconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const started = performance.now();
  let answered = 0;
  const worker = async () => {
    for (; performance.now() - started < seconds * 1000; answered += 1) await ask(port, agent, what);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  agent.destroy();
  return Math.round(answered / ((performance.now() - started) / 1000));
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  server.kill("SIGTERM");
  await once(server, "exit");
}

async function measure({ name, argv }: Contender): Promise<Figures> {
  const port = await freePort();
  // One core for the server; the client has the others.
  const [program = "", ...args] = ["taskset", "-c", "0", ...argv(port)];
  const server = spawn(program, args, { stdio: "ignore" });
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new EC2Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: "eu-central-1",
    credentials,
    maxAttempts: 1,
  });
  try {
    await prepare(client);
    const what = await signed(client);
    const taken = await inTurn(port, what, Number(values.requests));
    const at = (share: number) => Number((taken[Math.floor(taken.length * share)] ?? Number.NaN).toFixed(3));
    const requestsPerSecond = await atOnce(port, what, Number(values.seconds));
    return { name, medianMs: at(0.5), p99Ms: at(0.99), requestsPerSecond };
  } finally {
    client.destroy();
    await stop(server);
  }
}

const at = new Date();
const results: (Figures | { name: string; skipped: string })[] = [];
for (const contender of contenders) {
  const result = (await contender.installed())
    ? await measure(contender)
    : { name: contender.name, skipped: "it is not installed" };
  console.error(JSON.stringify(result));
  results.push(result);
}
const [ours, other] = results;
const ratio =
  ours && other && "medianMs" in ours && "medianMs" in other
    ? Number((other.medianMs / ours.medianMs).toFixed(1))
    : null;
const folder = join(packageRoot(), "bench/results");
await mkdir(folder, { recursive: true });
const file = join(folder, `${at.toISOString().slice(0, 16).replaceAll(":", "")}Z-cloud.json`);
const machine = await describeMachine(runner);
const summary = {
  at: at.toISOString(),
  operation: "DescribeAddresses",
  connections: CONNECTIONS,
  machine,
  results,
  ratio,
};
await writeFile(file, `${JSON.stringify(summary, null, 2)}\n`);
if (ratio !== null) console.log(`LocalCloud answers ${ratio} times as fast as the moto server (medians)`);
console.log(`results: ${file}`);
