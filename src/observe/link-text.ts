import type { Link, LinkAddress, LinksFacts } from "./link.ts";
import { isCommand, type Reading, readLines } from "./reading.ts";

const LINK = /^\d{1,9}: ([^\s:@]{1,15})(?:@\S+)?: <([A-Z0-9_,-]*)> (.*)$/;
const ADDRESS = /^(inet6?) ([\da-fA-F.:]{2,45})(?: peer ([\da-fA-F.:]{2,45}))?\/(\d{1,3})(?: (.*))?$/;
/** What else `ip -statistics` prints of a link. */
const DETAIL = /^(?:link\/|valid_lft |altname |alias |vf |RX: |TX: |\d)/;
/** Attributes that the end of a terminal's line may have cut off a link's first line. */
const ATTRIBUTES = /^(?:default|group|qlen|state|mode|qdisc|mtu) ?/;

/** The value that follows `name`. */
function attribute(words: readonly string[], name: string): string | undefined {
  const at = words.indexOf(name);
  return at < 0 ? undefined : words[at + 1];
}

function readLink(line: string): Link | undefined {
  const [, name, flagList = "", rest = ""] = LINK.exec(line) ?? [];
  const words = rest.split(" ");
  const mtu = Number(attribute(words, "mtu") ?? Number.NaN);
  if (name === undefined || !Number.isSafeInteger(mtu)) return undefined;
  const flags = flagList.split(",").filter((flag) => flag !== "");
  return { name, mtu, up: flags.includes("UP"), state: attribute(words, "state"), flags, addresses: [] };
}

function readAddress(line: string): LinkAddress | undefined {
  const [, family, local, peer, length, rest = ""] = ADDRESS.exec(line) ?? [];
  if (local === undefined) return undefined;
  return {
    address: `${local}/${length}`,
    family: family === "inet6" ? "inet6" : "inet",
    scope: attribute(rest.split(" "), "scope"),
    peer,
  };
}

/** Reads `ip addr` and `ip link` (iproute2) as they print to people. */
export function parseLinksText(text: string): Reading<LinksFacts> {
  const links: Link[] = [];
  let complete = true;
  const unread = readLines(text, (line) => {
    const words = line.trim();
    const found = readLink(line);
    if (found) {
      complete = false;
      return Boolean(links.push(found));
    }
    const link = /^\s/.test(line) ? links.at(-1) : undefined;
    if (!link) return isCommand(line, "ip addr", "ip a", "ip link", "ip l", "ip address");
    if (!complete && ATTRIBUTES.test(words)) {
      link.state ??= attribute(words.split(" "), "state");
      return true;
    }
    complete = true;
    const address = readAddress(words);
    if (address) link.addresses.push(address);
    return address !== undefined || DETAIL.test(words);
  });
  return { facts: { links }, unread };
}
