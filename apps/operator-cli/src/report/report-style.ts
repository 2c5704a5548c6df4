/** Readable on a screen by day and by night, and on paper. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ink: #1c2330; --soft: #5d6778; --line: #d9dee7; --paper: #fff;
  --bar: #2f6feb; --good: #1a7f4b; --bad: #b3261e; --waiting: #9a6700; --shade: #f4f6fa; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf2; --soft: #98a3b5; --line: #333c4b;
  --paper: #12161d; --bar: #6ea0ff; --good: #57c98a; --bad: #ff8a80; --waiting: #e3b341; --shade: #1a202a; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 62rem; margin: 2rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.9rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; }
.kind, .id, footer, .small { color: var(--soft); margin: 0; font-size: .85rem; }
.outcome { border-left: 4px solid; padding: .5rem .9rem; background: var(--shade); }
.good { color: var(--good); } .bad { color: var(--bad); } .waiting { color: var(--waiting); }
.notice { border: 1px solid var(--waiting); padding: .5rem .9rem; border-radius: 4px; }
.figures { display: flex; flex-wrap: wrap; gap: 1rem; }
.figure { background: var(--shade); border-radius: 6px; padding: .7rem 1.1rem; }
.figure b { display: block; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
.figure span { color: var(--soft); font-size: .85rem; }
svg { width: 100%; height: auto; font: 12px system-ui, sans-serif; }
svg text { fill: var(--ink); } .tick line { stroke: var(--line); } .tick text { fill: var(--soft); }
.bar { fill: var(--bar); } .estimate { fill: none; stroke: var(--soft); stroke-dasharray: 4 3; }
table { width: 100%; border-collapse: collapse; } th { text-align: left; color: var(--soft); }
th, td { padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.time { white-space: nowrap; font-variant-numeric: tabular-nums; } .step { font-weight: 600; }
td:nth-child(3), dd { overflow-wrap: anywhere; } .evidence { color: var(--soft); font-size: .85rem; margin: .1rem 0 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; } dt { color: var(--soft); }
dd { margin: 0; } code { background: var(--shade); padding: .1rem .35rem; border-radius: 3px; }
footer { margin-top: 2.5rem; }
`;
