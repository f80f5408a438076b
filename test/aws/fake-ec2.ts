import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const ALLOCATION = "eipalloc-0a1b2c3d";
export const PRIMARY = "i-0aaaaaaaaaaaaaaaa";
export const STANDBY = "i-0bbbbbbbbbbbbbbbb";

export interface FakeInstance {
  state: string;
  check: string;
  tags: Record<string, string>;
  /** ISO 8601; long ago unless told otherwise. */
  launchTime?: string;
}

export interface Fault {
  /** HTTP status and EC2 error code of the answer; without them the request is never answered. */
  status?: number;
  code?: string;
  /** The connection breaks before the request is carried out. */
  broken?: true;
}

/** What EC2 knows. An old copy of it is what a stale read shows. */
export interface FakeState {
  holder: string | undefined;
  addressTags: Record<string, string>;
  instances: Record<string, FakeInstance>;
}

/** A few operations of EC2 over HTTP, in its wire format, with faults: enough for the real SDK client to talk to. */
export class FakeEc2 {
  state: FakeState = {
    holder: PRIMARY,
    addressTags: { Name: "dc1", "hubshift:wan": "dc1" },
    instances: {
      [PRIMARY]: { state: "running", check: "ok", tags: hubTags("DC1-SP1", "primary") },
      [STANDBY]: { state: "running", check: "ok", tags: hubTags("DC1-SP2", "standby") },
    },
  };
  /** So many Describe requests after a move are answered from before it. */
  lagAfterMove = 0;
  /** Every request that arrived, failed ones too: the action and its parameters. */
  readonly requests: URLSearchParams[] = [];
  private readonly faults = new Map<string, Fault[]>();
  private readonly stale: FakeState[] = [];
  private readonly server = createServer((request, response) => void this.serve(request, response));

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The next requests for `action` fail so, one after the other. */
  fail(action: string, ...faults: Fault[]): void {
    this.faults.set(action, [...(this.faults.get(action) ?? []), ...faults]);
  }

  /** The next `count` Describe requests are answered from what is so now. */
  freezeReads(count: number): void {
    const copy = structuredClone(this.state);
    for (let i = 0; i < count; i += 1) this.stale.push(copy);
  }

  calls(action: string): URLSearchParams[] {
    return this.requests.filter((request) => request.get("Action") === action);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const chunk of request) body += chunk;
    const parameters = new URLSearchParams(body);
    const action = parameters.get("Action") ?? "";
    this.requests.push(parameters);
    const fault = this.faults.get(action)?.shift();
    if (fault?.status) return answer(response, fault.status, errorXml(fault.code ?? ""));
    if (fault?.broken) return void response.destroy();
    if (fault) return;
    try {
      const content = this.operate(action, parameters);
      answer(
        response,
        200,
        `<${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${content}</${action}Response>`,
      );
    } catch (error) {
      answer(response, 400, errorXml((error as Error).message));
    }
  }

  private operate(action: string, parameters: URLSearchParams): string {
    const seen = action.startsWith("Describe") ? (this.stale.shift() ?? this.state) : this.state;
    switch (action) {
      case "DescribeAddresses":
        if (wanted(parameters) !== undefined)
          return `<addressesSet>${seen.addressTags["hubshift:wan"] === wanted(parameters) ? addressItem(seen) : ""}</addressesSet>`;
        if (parameters.get("AllocationId.1") !== ALLOCATION) throw new Error("InvalidAllocationID.NotFound");
        return `<addressesSet>${addressItem(seen)}</addressesSet>`;
      case "DescribeInstances":
        return `<reservationSet>${meant(seen, parameters)
          .map((id) => instanceXml(id, known(seen, id)))
          .join("")}</reservationSet>`;
      case "DescribeInstanceStatus":
        return `<instanceStatusSet>${ids(parameters)
          .map((id) => statusXml(id, known(seen, id)))
          .join("")}</instanceStatusSet>`;
      case "AssociateAddress":
        this.freezeReads(this.lagAfterMove);
        this.state.holder = parameters.get("InstanceId") ?? undefined;
        return "<return>true</return><associationId>eipassoc-0f</associationId>";
      case "CreateTags":
        this.tag(parameters);
        return "<return>true</return>";
      case "StartInstances":
      case "StopInstances":
        for (const id of ids(parameters))
          known(this.state, id).state = action === "StartInstances" ? "running" : "stopped";
        return "<instancesSet/>";
      default:
        throw new Error("InvalidAction");
    }
  }

  private tag(parameters: URLSearchParams): void {
    const resource = parameters.get("ResourceId.1") ?? "";
    const tags = resource === ALLOCATION ? this.state.addressTags : known(this.state, resource).tags;
    tags[parameters.get("Tag.1.Key") ?? ""] = parameters.get("Tag.1.Value") ?? "";
  }
}

function hubTags(name: string, role: string): Record<string, string> {
  return { Name: name, "hubshift:wan": "dc1", "hubshift:role": role };
}

/** The WAN that a request filters by. */
function wanted(parameters: URLSearchParams): string | undefined {
  if (parameters.get("Filter.1.Name") !== "tag:hubshift:wan") return undefined;
  return parameters.get("Filter.1.Value.1") ?? undefined;
}

/** The instances that a request names, by ID or by their WAN. */
function meant({ instances }: FakeState, parameters: URLSearchParams): string[] {
  const wan = wanted(parameters);
  if (wan === undefined) return ids(parameters);
  return Object.keys(instances).filter((id) => instances[id]?.tags["hubshift:wan"] === wan);
}

function answer(response: ServerResponse, status: number, xml: string): void {
  response
    .writeHead(status, { "content-type": "text/xml;charset=UTF-8" })
    .end(`<?xml version="1.0" encoding="UTF-8"?>${xml}`);
}

function errorXml(code: string): string {
  return `<Response><Errors><Error><Code>${code}</Code><Message>${code}</Message></Error></Errors><RequestID>r-1</RequestID></Response>`;
}

function ids(parameters: URLSearchParams): string[] {
  return [...parameters].filter(([key]) => key.startsWith("InstanceId.")).map(([, value]) => value);
}

function known(state: FakeState, id: string): FakeInstance {
  const instance = state.instances[id];
  if (!instance) throw new Error("InvalidInstanceID.NotFound");
  return instance;
}

function tagsXml(tags: Record<string, string>): string {
  const items = Object.entries(tags).map(([key, value]) => `<item><key>${key}</key><value>${value}</value></item>`);
  return `<tagSet>${items.join("")}</tagSet>`;
}

function addressItem({ holder, addressTags }: FakeState): string {
  const held = holder ? `<instanceId>${holder}</instanceId><associationId>eipassoc-0f</associationId>` : "";
  return `<item><publicIp>203.0.113.10</publicIp><allocationId>${ALLOCATION}</allocationId>${held}${tagsXml(addressTags)}</item>`;
}

function instanceXml(id: string, { state, tags, launchTime = "2026-01-01T00:00:00.000Z" }: FakeInstance): string {
  return `<item><instancesSet><item><instanceId>${id}</instanceId><launchTime>${launchTime}</launchTime><instanceState><name>${state}</name></instanceState>${tagsXml(tags)}</item></instancesSet></item>`;
}

function statusXml(id: string, { state, check }: FakeInstance): string {
  const status = `<status>${state === "running" ? check : "not-applicable"}</status>`;
  return `<item><instanceId>${id}</instanceId><instanceStatus>${status}</instanceStatus><systemStatus>${status}</systemStatus></item>`;
}
