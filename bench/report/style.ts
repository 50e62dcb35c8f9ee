/** Of the page: it is part of it, so that the page is one file. */
export const STYLE = `
:root{color-scheme:light dark;--ink:light-dark(#1c2430,#e8ebf0);--soft:light-dark(#5b6675,#9aa5b4);--paper:light-dark(#fff,#14181e);--line:light-dark(#dfe4ea,#2b323c);--bar:light-dark(#0f766e,#2dd4bf);--weak:light-dark(#b9c2cc,#4a5462);--whisker:light-dark(#0b3b37,#d9fbf5)}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
header,main{max-width:60rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:3rem}
h1{font-size:1.9rem;line-height:1.2;letter-spacing:-.01em;margin:.2rem 0 1rem;text-wrap:balance}
h2{font-size:1.3rem;margin:3.5rem 0 .75rem;padding-top:1rem;border-top:1px solid var(--line)}
h3{font-size:1.05rem;margin:2.25rem 0 .5rem}
p{margin:.6rem 0;max-width:46rem}
.brand{margin:0;color:var(--bar);font-weight:600;font-size:.9rem}
.notice{border-left:3px solid light-dark(#b45309,#fb923c);padding:.3rem .8rem;color:light-dark(#92400e,#fdba74)}
header p:not(.brand,.notice){color:var(--soft)}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:1rem 0}
a{color:var(--bar)}
figure{margin:1.75rem 0}
figcaption{font-weight:600;margin-bottom:.4rem}
figcaption span{font-weight:400;color:var(--soft);margin-left:.4rem}
figure{overflow:hidden}.plot{overflow-x:auto}
svg{display:block;width:100%;min-width:34rem;height:auto;overflow:visible;font:13px system-ui,sans-serif;font-variant-numeric:tabular-nums}
svg text{fill:var(--ink)}
svg .tick{fill:var(--soft);font-size:11px}
.grid{stroke:var(--line)}
.bar{fill:var(--bar)}
.bar.weak{fill:var(--weak)}
.whisker{stroke:var(--whisker);stroke-width:1.5}
.range{stroke:var(--weak);stroke-width:3;stroke-linecap:round}
.point{fill:var(--bar)}
.p1{fill-opacity:.75}.p2{fill-opacity:.55}.p3{fill:var(--soft)}
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:1.25rem 1.5rem}
.panel h4{margin:0;font-size:.9rem}
.panel svg{min-width:0;width:100%}
.panel p{margin:.15rem 0 0;font-size:.78rem;line-height:1.35;color:var(--soft)}
.law{fill:none;stroke:var(--bar);stroke-width:1.5;stroke-dasharray:4 3}
.other{fill:none;stroke:var(--weak);stroke-width:1.5}
.line{fill:none;stroke:var(--bar);stroke-width:1.5}
.line.p99{stroke-opacity:.45}
.line.faint{stroke-opacity:.6;stroke-width:1.2}
.lost{stroke:light-dark(#b45309,#fb923c);stroke-width:1.2;stroke-dasharray:3 3;fill:none}
.point.weak{fill:var(--weak)}
.shade{fill:var(--weak);fill-opacity:.25}
.point.p99{fill-opacity:.45}
.wide{overflow-x:auto;margin:1.5rem 0}
table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{padding:.4rem .7rem;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}
th[scope=row],thead th:first-child,.manifest td{text-align:left}
thead th{color:var(--soft);font-weight:500}
tbody th{font-weight:500}
.note{color:var(--soft);font-size:.85rem}
small{color:var(--soft);margin-left:.35rem}
.valid{color:var(--soft)}
.holds{color:var(--bar);font-weight:600}
td.wrap{white-space:normal}
.invalid{color:light-dark(#b91c1c,#f87171);font-weight:600}
.reasons td{text-align:left;white-space:normal;color:var(--soft);padding-top:0}
.reasons ul{margin:0;padding-left:1.2rem}
details summary{cursor:pointer;color:var(--bar);margin:1rem 0}
.pairs{font-size:.8rem}
.pairs th,.pairs td{padding:.3rem .45rem}
.pairs thead th{writing-mode:vertical-rl;transform:rotate(180deg);text-align:left;vertical-align:bottom}
.pairs thead th:first-child{writing-mode:initial;transform:none}
.more{background:rgb(var(--more)/var(--depth))}
.less{background:rgb(var(--less)/var(--depth))}
.d0{--depth:0}.d1{--depth:.09}.d2{--depth:.18}.d3{--depth:.27}.d4{--depth:.36}.d5{--depth:.45}
.same{background:var(--line)}
.unsure{color:var(--soft);font-style:italic}
dt{font-weight:600;margin-top:1rem}
dd{margin:.15rem 0 0}
pre{background:light-dark(#f3f5f7,#1d232b);padding:.8rem 1rem;border-radius:6px;overflow-x:auto;font-size:.85rem}
.manifest td{white-space:normal;word-break:break-word}
main{padding-bottom:4rem}
@media(max-width:40rem){
.claim thead{display:none}
.claim tr{display:block;padding:.5rem 0;border-bottom:1px solid var(--line)}
.claim th,.claim td{display:block;padding:.1rem 0;border:0;text-align:left;white-space:normal}
.claim td:empty{display:none}
.claim td[data-is]::before{content:attr(data-is)': ';color:var(--soft)}
}
@media(prefers-color-scheme:light){:root{--more:15 118 110;--less:180 83 9}}
@media(prefers-color-scheme:dark){:root{--more:45 212 191;--less:251 146 60}}
`
