/**
 * The program that runs in every execution environment, between LocalCloud and the function's handler: it does what AWS's Node
 * runtime does (loading, console format, context, error shapes) and speaks with its parent over Node's IPC channel. It is text,
 * not a module, because the environment must run it without the project's files, loader or bundler.
 *
 * Messages in: `{type: "invoke", requestId, payload, deadline, functionArn, traceId}`. Out: `{type: "ready"}`,
 * `{type: "log", at, text}`, `{type: "result", requestId, payload, maxRss}`,
 * `{type: "error", requestId, error, maxRss}`; `fatal` means that the process
 * ends after the message.
 */
export const RUNTIME_PROGRAM = String.raw`
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import { Worker } from "node:worker_threads";

const env = process.env;
const send = process.send.bind(process);
const json = env.AWS_LAMBDA_LOG_FORMAT === "JSON";
const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const threshold = json ? Math.max(0, LEVELS.indexOf(env.AWS_LAMBDA_LOG_LEVEL ?? "INFO")) : 0;
let requestId;

// The environment must not outlive LocalCloud, however that ends: the channel closes, or, while the handler hogs
// this thread, the parent's pid changes.
process.on("disconnect", () => process.exit(1));
new Worker(
  'setInterval(() => { if (process.ppid !== ' + process.ppid + ') process.kill(process.pid, "SIGKILL"); }, 1000)',
  { eval: true, env: {} },
).unref();

const log = (text) => send({ type: "log", at: Date.now(), text });

function line(level, args) {
  const timestamp = new Date().toISOString();
  if (!json) return timestamp + "\t" + requestId + "\t" + level + "\t" + format(...args);
  const [first] = args;
  const single = args.length === 1 && typeof first === "object" && first !== null && !(first instanceof Error);
  const error = args.find((arg) => arg instanceof Error);
  return JSON.stringify({
    timestamp,
    level,
    requestId,
    message: single ? first : format(...args),
    ...(error && { errorType: error.name, errorMessage: error.message, stackTrace: (error.stack ?? "").split("\n") }),
  });
}

const write = (level, args) => {
  if (LEVELS.indexOf(level) >= threshold) log(line(level, args));
};
for (const level of LEVELS) console[level.toLowerCase()] = (...args) => write(level, args);
console.log = console.info;

// What a logger writes to the streams itself is logged as it is, line by line.
let rest = "";
function streamed(chunk, encoding, done) {
  const lines = (rest + (typeof chunk === "string" ? chunk : Buffer.from(chunk).toString())).split("\n");
  rest = lines.pop();
  for (const text of lines) log(text);
  const callback = typeof encoding === "function" ? encoding : done;
  if (callback) process.nextTick(callback);
  return true;
}
process.stdout.write = streamed;
process.stderr.write = streamed;

const named = (type, message) => Object.assign(new Error(message), { name: type });

function errorShape(thrown) {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? "").split("\n") };
}

function logError(title, thrown) {
  const { errorType, errorMessage, trace } = errorShape(thrown);
  const shape = { errorType, errorMessage, ...(thrown?.code && { code: thrown.code }), stack: trace };
  if (!json) return log(new Date().toISOString() + "\t" + requestId + "\tERROR\t" + title + " \t" + JSON.stringify(shape));
  const { stack, ...message } = shape;
  log(JSON.stringify({ timestamp: new Date().toISOString(), level: "ERROR", requestId, message: { ...message, stackTrace: stack } }));
}

function finish(message) {
  if (rest) log(rest);
  rest = "";
  send({ ...message, maxRss: process.resourceUsage().maxRSS });
}

function dieWith(title, thrown, code) {
  logError(title, thrown);
  const error = errorShape(thrown);
  const message = requestId === undefined ? { type: "error", error } : { type: "error", requestId, error };
  send({ ...message, fatal: true, maxRss: process.resourceUsage().maxRSS }, () => process.exit(code));
}
process.on("uncaughtException", (error) => dieWith("Uncaught Exception", error, 129));
process.on("unhandledRejection", (reason) => {
  const wrapped = named("Runtime.UnhandledPromiseRejection", String(reason));
  wrapped.stack = reason?.stack ?? wrapped.stack;
  dieWith("Unhandled Promise Rejection", wrapped, 128);
});

async function loadHandler() {
  const [, folder, module, path] = /^(.*\/)?([^/.]+)\.(.+)$/.exec(env._HANDLER) ?? [];
  if (!module) throw named("Runtime.MalformedHandlerName", "Bad handler");
  const base = join(env.LAMBDA_TASK_ROOT, folder ?? "", module);
  const file = [".js", ".mjs", ".cjs"].map((extension) => base + extension).find((name) => existsSync(name));
  if (!file) throw named("Runtime.ImportModuleError", "Error: Cannot find module '" + module + "'");
  const loaded = await load(file);
  const at = (root) => path.split(".").reduce((object, key) => object?.[key], root);
  const handler = at(loaded) ?? at(loaded.default);
  if (typeof handler === "function") return handler;
  throw named("Runtime.HandlerNotFound", env._HANDLER + " is undefined or not exported");
}

async function load(file) {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof SyntaxError) throw named("Runtime.UserCodeSyntaxError", error.name + ": " + error.message);
    if (/MODULE_NOT_FOUND$/.test(error?.code)) throw named("Runtime.ImportModuleError", "Error: " + error.message);
    throw error;
  }
}

const contextOf = (request) => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
  memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
  invokedFunctionArn: request.functionArn,
  awsRequestId: request.requestId,
  getRemainingTimeInMillis: () => Math.max(0, Math.floor(request.deadline - Date.now())),
});

/** A handler returns a promise, or calls back. */
function call(handler, event, context) {
  return new Promise((resolve, reject) => {
    const callback = (error, value) => (error === null || error === undefined ? resolve(value) : reject(error));
    const returned = handler(event, context, callback);
    if (typeof returned?.then === "function") returned.then(resolve, reject);
    else if (handler.length < 3) resolve(returned);
  });
}

function serialize(value) {
  try {
    return JSON.stringify(value === undefined ? null : value);
  } catch {
    throw named("Runtime.MarshalError", "Unable to stringify response body");
  }
}

async function invoke(handler, request) {
  requestId = request.requestId;
  env._X_AMZN_TRACE_ID = request.traceId;
  try {
    const value = await call(handler, JSON.parse(request.payload), contextOf(request));
    finish({ type: "result", requestId, payload: serialize(value) });
  } catch (thrown) {
    logError("Invoke Error", thrown);
    finish({ type: "error", requestId, error: errorShape(thrown) });
  }
}

try {
  const handler = await loadHandler();
  process.on("message", (request) => invoke(handler, request));
  send({ type: "ready" });
} catch (thrown) {
  dieWith("Uncaught Exception", thrown, 1);
}
`;
