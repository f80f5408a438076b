import { pingCapture, traceCapture } from "./questions.ts";

/** One command's output within a text that people pasted together. */
export interface Excerpt {
  /** The question that it answers. */
  capture: string;
  /** From 1. */
  line: number;
  /** Its lines have the numbers that they have in the whole text: what stands above them is blank. */
  text: string;
}

export interface Excerpts {
  excerpts: Excerpt[];
  /** Lines that belong to no output that is known, by number from 1. */
  strange: number[];
}

type Name = string | ((found: RegExpExecArray) => string);

/** What an output begins with, and the capture that it is. An output that is not judged is known all the same. */
const BEGINNINGS: readonly (readonly [RegExp, Name])[] = [
  [/^interface: \S/, "wg"],
  [/^\S+\t\S+\t\S+\t\d+\t/, "wg"],
  [/^\d+: \S+: <\S*> mtu \d/, "addresses"],
  [/^(?:default|[\d.]{7,15}(?:\/\d{1,2})?) (?:via|dev|nhid|proto) /, "routes"],
  [/^(?:IPv4 Unicast Summary|BGP router identifier )/, "bgp-summary"],
  [/^(?:BGP table version is |\s+Network\s+Next Hop)/, "bgp"],
  [/^[A-Z][>*]* +[\d.]+\/\d+ /, "rib"],
  [/^-[PNA] \S/, "firewall"],
  [/^net\.\S+ = /, "sysctl"],
  [/^PING \S+ \(([\d.]+)\)/, (found) => pingCapture(found[1] ?? "")],
  [/^traceroute to \S+ \(([\d.]+)\)/, (found) => traceCapture(found[1] ?? "")],
  [/^[0-7]{3,4} \S+ \/etc\/wireguard/, "key-modes"],
  [/^\d{10}\.\d+ IP /, "wan"],
  [/^\d{10}\.\d{1,9}$/, "clock"],
];

/** JSON by a member that only this output has. */
const MEMBERS: readonly (readonly [RegExp, string])[] = [
  [/"nftables"\s*:/, "firewall"],
  [/"addr_info"\s*:/, "addresses"],
  [/"dst"\s*:/, "routes"],
  [/"peers"\s*:/, "bgp-summary"],
  [/"routes"\s*:/, "bgp"],
];

/** A command at a prompt (`root@host:~# ...`, `[root@host ~]# ...`, `host# ...`, `$ ...`), or one that is asked here without any. It ends the output above. */
const COMMAND =
  /^(?:[A-Za-z(~/][^\s#$%>]{0,99}|\[[^\]]{1,99}\])?[#$%>](?: |$)|^(?:sudo )?(?:wg|ip|vtysh|nft|iptables|sysctl|stat|date|tcpdump|ping|traceroute)(?: |$)/;

/** JSON begins with a list of objects, or with an object; a prompt may begin with a bracket too. */
const JSON_BEGINS = /^(?:\[\s*(?:[{\]]|$)|\{\s*(?:["}]|$))/;

function beginningOf(line: string): string | undefined {
  for (const [begins, name] of BEGINNINGS) {
    const found = begins.exec(line);
    if (found) return typeof name === "string" ? name : name(found);
  }
  return undefined;
}

const memberOf = (text: string): string | undefined => MEMBERS.find(([member]) => member.test(text))?.[1];

/** Stands for the capture of JSON until all of it was found. */
const JSON_FORM = "json";

/** Lines that stand together, numbered from 0. */
interface Stretch {
  /** Undefined for a line of no output. */
  capture: string | undefined;
  first: number;
  last: number;
}

/** Where each output begins and ends. JSON goes on until the next command. */
function stretchesOf(lines: readonly string[]): Stretch[] {
  const found: Stretch[] = [];
  let current: Stretch | undefined;
  let inJson = false;
  for (const [index, line] of lines.entries()) {
    const json: boolean = !inJson && JSON_BEGINS.test(line);
    const capture = inJson || json ? undefined : beginningOf(line);
    if (capture === undefined && !json && COMMAND.test(line)) {
      current = undefined;
      inJson = false;
      continue;
    }
    if (json || (capture !== undefined && (capture !== current?.capture || /^(ping|traceroute)-/.test(capture)))) {
      current = { capture: json ? JSON_FORM : capture, first: index, last: index };
      found.push(current);
      inJson = json;
    } else if (current) current.last = index;
    else if (line.trim() !== "" && !/^[-#=]/.test(line)) found.push({ capture: undefined, first: index, last: index });
  }
  return found;
}

/**
 * Finds in a text the outputs that `validate` asks for: by their forms, since nobody names files alike. `wg show` and `ip address`
 * that were asked interface by interface become one.
 */
export function excerptsOf(text: string): Excerpts {
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  const excerpts: Excerpt[] = [];
  const strange: number[] = [];
  for (const { capture: form, first, last } of stretchesOf(lines)) {
    const own = lines.slice(first, last + 1).join("\n");
    const capture = form === JSON_FORM ? memberOf(own) : form;
    const before = excerpts.find((one) => one.capture === capture);
    if (capture === undefined) strange.push(first + 1);
    else if (before && (capture === "wg" || capture === "addresses"))
      before.text += "\n".repeat(first + 1 - before.text.split("\n").length) + own;
    else excerpts.push({ capture, line: first + 1, text: "\n".repeat(first) + own });
  }
  return { excerpts, strange };
}
