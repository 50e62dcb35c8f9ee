/** Of the pages of profiles, beside what all pages of the laboratory have. */
export const PROFILE_STYLE = `
.icicle{width:min(96vw,92rem);margin:1.5rem 0 1.5rem 50%;transform:translateX(-50%);overflow-x:auto}
.icicle>div{position:relative;min-width:40rem}
.icicle b{position:absolute;height:19px;padding:0 .3rem;border-radius:2px;box-shadow:inset -1px 0 var(--paper);font:500 .72rem/19px system-ui,sans-serif;white-space:nowrap;overflow:hidden}
.icicle b:hover{outline:2px solid var(--ink);z-index:1}
b.ours,.key .ours,.share .ours{background:var(--bar);color:var(--paper)}
b.package,.key .package,.share .package{background:light-dark(#f3dcae,#6a5220)}
b.runtime,.key .runtime,.share .runtime{background:light-dark(#d3dcea,#37455c)}
b.native,.key .native,.share .native{background:light-dark(#e4e4e7,#3f3f46)}
b.gc,.key .gc,.share .gc{background:light-dark(#f6c9c4,#7c332d)}
.key{display:flex;flex-wrap:wrap;gap:.3rem .6rem;font-size:.85rem;margin:1rem 0}
.key span{padding:.05rem .5rem;border-radius:3px}
.share{display:flex;height:1.6rem;border-radius:4px;overflow:hidden;margin:1rem 0 .5rem}
table.found td,table.found th{text-align:left;padding:.2rem .55rem}
table.found.slim{width:auto}
table.found .figure{text-align:right}
table.found tr.ours td{font-weight:600}
table.found tr.ours .whose{color:var(--bar)}
table.found td.name{max-width:17rem;overflow:hidden;text-overflow:ellipsis}
.branches{font-size:.85rem;overflow-x:auto}
.branches p,.branches summary{margin:0;padding:.1rem 0;white-space:nowrap;color:var(--ink)}
.branches p{padding-left:1.05rem}
.branches details,.branches details>p{margin-left:.9rem}
.branches>details,.branches>p{margin-left:0}
.branches em{display:inline-block;min-width:3.6rem;font-style:normal;font-variant-numeric:tabular-nums;color:var(--soft)}
.branches .ours{color:var(--bar);font-weight:600}
`
