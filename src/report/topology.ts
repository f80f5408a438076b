import type { Laboratory, Run } from "../drill/index.ts";
import { type Html, html } from "./html.ts";
import { place } from "./scale.ts";
import { count } from "./units.ts";

const WIDTH = 800;
const PER_ROW = 4;
/** Sites that are drawn; the others are counted. */
const MOST_SITES = 12;
type Site = Laboratory["plan"]["sites"][number];

const BOX = { width: 168, height: 74 };

function box(kind: string, x: number, y: number, lines: readonly string[]): Html {
  return html`<rect class="box ${kind}" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="5"/>${lines.map(
    (line, index) =>
      html`<text class="${index === 0 ? "strong" : "note"}" x="${x + 10}" y="${y + 18 + index * 16}">${line}</text>`,
  )}`;
}

function hubLines({ name, role, asn, loopback, privateAddress }: Laboratory["plan"]["hubs"][0]): string[] {
  return [name, `${role} hub, AS ${asn}`, `loopback ${loopback}`, `in the VPC ${privateAddress}`];
}

function siteLines({ name, asn, loopback, tunnel }: Site): string[] {
  return [name, `AS ${asn}`, `loopback ${loopback}`, `${tunnel.address}, port ${tunnel.endpointPort}`];
}

function siteBoxes(sites: readonly Site[], from: { x: number; y: number }): Html[] {
  return sites.map((site, index) => {
    const row = Math.floor(index / PER_ROW);
    const inRow = Math.min(PER_ROW, sites.length - row * PER_ROW);
    const x = place((WIDTH / inRow) * ((index % PER_ROW) + 0.5) - BOX.width / 2);
    const y = 225 + row * (BOX.height + 40);
    const middle = place(x + BOX.width / 2);
    return html`<path class="tunnel" d="M${from.x} ${from.y}L${middle} ${y}"/>${box("site", x, y, siteLines(site))}`;
  });
}

/** The WAN as it was planned: hubs, the address before them, and the sites' tunnels to it. */
export function drawTopology(run: Run, id: string): Html {
  const { plan } = run.laboratory;
  const sites = plan.sites.slice(0, MOST_SITES);
  const left = plan.sites.length - sites.length;
  const rows = Math.ceil(sites.length / PER_ROW);
  const [primary, standby] = plan.hubs;
  const middle = WIDTH / 2;
  const [x1, x2] = [middle - BOX.width - 60, middle + 60];
  const title = `${plan.name}: hubs ${primary.name} and ${standby.name} behind ${plan.hubAddress}, ${count(plan.sites.length, "site")}`;
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${225 + rows * (BOX.height + 40) - 36}" role="img" aria-labelledby="${id}"><title id="${id}">${title}</title>
<path class="attached" d="M${middle} 140L${x1 + BOX.width / 2} ${BOX.height + 4}"/><path class="attached away" d="M${middle} 140L${x2 + BOX.width / 2} ${BOX.height + 4}"/>
${primary.link && html`<path class="link" d="M${x1 + BOX.width} 40H${x2}"/><text class="note" x="${middle}" y="34" text-anchor="middle">hub link, iBGP</text>`}
${box("hub0", x1, 4, hubLines(primary))}${box("hub1", x2, 4, hubLines(standby))}
${siteBoxes(sites, { x: middle, y: 164 })}
<rect class="box address" x="${middle - 110}" y="128" width="220" height="36" rx="18"/><text class="strong" x="${middle}" y="151" text-anchor="middle">Elastic IP ${plan.hubAddress}</text></svg>
${left > 0 && html`<p class="note">${count(left, "more site")} in wan.yaml.</p>`}`;
}
