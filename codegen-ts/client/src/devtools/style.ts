/** Everything is under `fsd`, so that it touches nothing of the page's. */
export const style = `
.fsd{--bg:#fff;--fg:#1b1f24;--dim:#59636e;--line:#d1d9e0;--soft:#f3f5f7;--accent:#0a58ca;--ok:#1a7f37;--warn:#9a6700;--bad:#cf222e;
 all:initial;position:fixed;right:12px;bottom:12px;z-index:99999;max-width:calc(100vw - 24px);color:var(--fg);
 font:12px/1.45 ui-sans-serif,system-ui,sans-serif;color-scheme:light}
@media (prefers-color-scheme:dark){.fsd{--bg:#16191d;--fg:#e6eaee;--dim:#9aa5b1;--line:#343b43;--soft:#20252b;--accent:#7cb0ff;--ok:#4ec46f;--warn:#e0ab3d;--bad:#ff7b72;color-scheme:dark}}
.fsd *{box-sizing:border-box}
.fsd button,.fsd select{font:inherit;color:inherit;background:var(--soft);border:1px solid var(--line);border-radius:5px;padding:1px 8px;cursor:pointer}
.fsd button:hover,.fsd select:hover{border-color:var(--dim)}
.fsd button[aria-pressed=true]{background:var(--warn);border-color:var(--warn);color:var(--bg)}
.fsd :focus-visible{outline:2px solid var(--accent);outline-offset:1px}
.fsd .chip{display:flex;gap:6px;align-items:center;background:var(--bg);border-radius:99px;padding:4px 12px;box-shadow:0 2px 10px #0003}
.fsd .panel{width:min(920px,calc(100vw - 24px));height:min(440px,calc(100vh - 24px));display:flex;flex-direction:column;overflow:hidden;background:var(--bg);border:1px solid var(--line);border-radius:8px;box-shadow:0 4px 24px #0004}
.fsd header{display:flex;flex-wrap:wrap;gap:8px;align-items:center;padding:6px 10px;border-bottom:1px solid var(--line)}
.fsd h2,.fsd h3,.fsd h4{font:inherit;font-weight:600;margin:0}
.fsd h4{font-weight:400;color:var(--dim);margin-top:4px}
.fsd .grow{flex:1}
.fsd .cols{flex:1;display:grid;grid-template-columns:1fr 1fr;min-height:0}
.fsd .cols>*{overflow:auto;padding:8px 10px;min-width:0}
.fsd .cols>*+*{border-left:1px solid var(--line)}
@media (max-width:640px){.fsd .cols{grid-template-columns:1fr;grid-template-rows:1fr 1fr}.fsd .cols>*+*{border-left:0;border-top:1px solid var(--line)}}
.fsd section+section{margin-top:12px}
.fsd .room{display:flex;gap:8px;align-items:center;margin-bottom:4px}
.fsd .dot::before{content:"";display:inline-block;width:8px;height:8px;border-radius:50%;margin-right:6px;background:var(--dim)}
.fsd .ok::before{background:var(--ok)}.fsd .busy::before{background:var(--warn)}.fsd .bad::before{background:var(--bad)}
.fsd table{width:100%;border-collapse:collapse}
.fsd th{font-weight:400;color:var(--dim);text-align:left}
.fsd td,.fsd th{padding:1px 8px 1px 0;vertical-align:top}
.fsd .num{text-align:right;font-variant-numeric:tabular-nums}
.fsd .dim{color:var(--dim)}
.fsd ol{list-style:none;margin:0;padding:0}
.fsd summary{display:flex;gap:8px;cursor:pointer;white-space:nowrap;border-radius:3px}
.fsd summary::before{content:"▸";color:var(--dim)}
.fsd [open]>summary::before{content:"▾"}
.fsd summary:hover{background:var(--soft)}
.fsd summary .what{flex:1;overflow:hidden;text-overflow:ellipsis}
.fsd .in{color:var(--accent)}.fsd .out{color:var(--ok)}.fsd .state{color:var(--dim)}
.fsd pre{margin:2px 0 6px;padding:6px;background:var(--soft);border-radius:5px;font:11px/1.4 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere;max-height:220px;overflow:auto}
`
