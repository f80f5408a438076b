import { Html } from "./html.ts";

/** Colours from Okabe and Ito's palette, which colour-blind readers can tell apart, darkened where they carry text. */
export const STYLE = new Html(`
:root{--paper:#fff;--ink:#1b1f24;--quiet:#57606a;--line:#d5dae0;--faint:#f4f6f8;--blue:#0060a0;--blue-soft:#cfe3f3;--bad:#a83a00;--bad-soft:#fbe3d6;--good:#00694c;--good-soft:#d8f0e7;
--s0:#e69f00;--s1:#56b4e9;--s2:#009e73;--s3:#0072b2;--s4:#cc79a7}
@media screen and (prefers-color-scheme:dark){:root{--paper:#14171b;--ink:#e8ebee;--quiet:#a3adb8;--line:#363d46;--faint:#1d2228;--blue:#7cc0f4;--blue-soft:#1f3d55;--bad:#ff9d66;--bad-soft:#4a2a18;--good:#5fd3ac;--good-soft:#143d31;--s3:#4aa3e0}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:2.5rem 1.5rem 4rem;background:var(--paper);color:var(--ink);font:15px/1.5 ui-sans-serif,system-ui,"Segoe UI","Helvetica Neue",Arial,"DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums}
h1,h2,h3,h4{line-height:1.25;font-weight:600;break-after:avoid}
h1{font-size:1.9rem;margin:0}h2{font-size:1.35rem;margin:2.5rem 0 .75rem;padding-top:.75rem;border-top:2px solid var(--ink)}h2::first-letter{text-transform:uppercase}
h3{font-size:1.05rem;margin:2rem 0 .5rem}h4{font-size:.95rem;margin:1.25rem 0 .4rem}
p{margin:.5rem 0}.kind{margin:0 0 .25rem;color:var(--quiet);letter-spacing:.04em}
.note,figcaption{color:var(--quiet);font-size:.9em}
header{margin-bottom:1.5rem}.summary h2{margin-top:0}
.verdict{font-weight:700;white-space:nowrap;padding:.05em .5em;border-radius:4px}.verdict.pass{color:var(--good);background:var(--good-soft)}.verdict.fail{color:var(--bad);background:var(--bad-soft)}
.conclusion{display:flex;gap:1.1rem;align-items:center;font-size:1.08rem}.conclusion>.verdict{font-size:1.35rem}.conclusion p{margin:.15rem 0}
.failures{color:var(--bad)}
.outages{display:flex;flex-wrap:wrap;gap:1rem;margin:1rem 0}.outages .of{flex-basis:100%;margin:0;font-weight:600}.outages .of::first-letter{text-transform:uppercase}
.outages .outage{flex:1 1 20rem;padding:.9rem 1.1rem;background:var(--faint);border-radius:6px;break-inside:avoid}.outages h3{margin:0;font-size:.95rem}
.figure{margin:.1rem 0 .5rem;color:var(--quiet)}.figure strong{font-size:2rem;color:var(--ink);margin-right:.3rem;white-space:nowrap}
dl{display:grid;grid-template-columns:auto 1fr;gap:.1rem 1rem;margin:0;font-size:.9rem}dt{color:var(--quiet)}dd{margin:0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.87rem;margin:.75rem 0}th,td{padding:.28rem .6rem;text-align:right;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600}thead th{color:var(--quiet);vertical-align:bottom}tr>:first-child,.words{text-align:left}tr{break-inside:avoid}td.time{white-space:nowrap}tfoot th,tfoot td{font-weight:600;border-bottom:0}
figure{margin:1rem 0;break-inside:avoid}svg.chart{display:block;width:100%;height:auto;margin:.4rem 0}
svg text{font-size:11.5px;fill:var(--ink)}svg .note{fill:var(--quiet);font-size:11.5px}svg .strong{font-weight:600;font-size:13px}
.axis path{stroke:var(--line);fill:none}.axis text{fill:var(--quiet);font-size:10.5px}.rule{stroke:var(--line);fill:none}
rect.pill{fill:var(--ink)}text.pill{fill:var(--paper);font-size:10px;font-weight:600}rect.span{fill:var(--blue);opacity:.55}
.holder.hub0{fill:var(--blue-soft)}.holder.hub1{fill:var(--good-soft)}rect.holder{stroke:var(--line)}
rect.outage,rect.gap{fill:var(--bad-soft)}text.outage{fill:var(--bad);font-weight:600}.replies{fill:var(--blue)}
.answered{stroke:var(--blue);stroke-width:1;fill:none}.lost{stroke:var(--bad);stroke-width:1.5;fill:none}
.published{fill:var(--quiet)}.measured{fill:var(--blue)}.target{stroke:var(--bad);stroke-width:2;fill:none}
.stage{stroke:var(--paper)}.s0{fill:var(--s0);background:var(--s0)}.s1{fill:var(--s1);background:var(--s1)}.s2{fill:var(--s2);background:var(--s2)}.s3{fill:var(--s3);background:var(--s3)}.s4{fill:var(--s4);background:var(--s4)}
.swatch{display:inline-block;width:.8em;height:.8em;margin-right:.5em;border-radius:2px;print-color-adjust:exact}
.box{fill:var(--faint);stroke:var(--quiet)}.box.hub0,.box.address{fill:var(--blue-soft)}.box.hub1{fill:var(--good-soft)}.tunnel,.attached,.link{stroke:var(--quiet);stroke-width:1.5;fill:none}.away{stroke-dasharray:5 4}.link{stroke-dasharray:2 3}
.conditions td,.conditions thead th{text-align:left}
details{border-bottom:1px solid var(--line)}summary{padding:.35rem .2rem;cursor:pointer}summary:focus-visible,pre:focus-visible,.scroll:focus-visible{outline:2px solid var(--blue);outline-offset:1px}
.check .name{font-weight:600}.check .name::after{content:":"}.check .seen{color:var(--quiet)}details>p,details>table,details>.scroll,details>ul{margin-left:1.2rem}
.group>details{margin-left:1.2rem}a{color:var(--blue)}code,pre{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.84em}
pre{max-height:32rem;overflow:auto;margin:0 0 .75rem;padding:.75rem;background:var(--faint);white-space:pre}
.paper{display:none}
@page{size:A4;margin:15mm 14mm 16mm;@bottom-right{content:counter(page) " of " counter(pages);font:8.5pt "DejaVu Sans",sans-serif;color:#57606a}}
@media print{html{font-size:12.5px}body{max-width:none;padding:0;font-size:9.5pt;print-color-adjust:exact}h2{margin-top:0}.summary,.run{break-after:page}.run:last-child{break-after:auto}.phase+.phase{break-before:page}.whole{break-inside:avoid}.captures{display:none}.paper{display:block}.scroll{overflow:visible}summary{list-style:none}table{font-size:8.2pt}.figure strong{font-size:15pt}h1{font-size:19pt}h2{margin:0 0 .4rem;padding-top:.4rem}h3{margin-top:1.1rem}.outages{gap:.7rem;margin:.6rem 0}.outages .outage{flex-basis:14rem;padding:.6rem .8rem}.outages dl{font-size:8.5pt}.conclusion{font-size:9pt}.note,svg+.note{font-size:8.2pt;margin:.2rem 0}header{margin-bottom:.8rem}}
`);
