/** `/assets/style.css`. Light and dark follow the system; it begins at a phone and grows from there. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --text: light-dark(#1d1f27, #e9eaf0);
  --soft: light-dark(#5a6072, #a9afc0);
  --page: light-dark(#f6f7fa, #14161c);
  --card: light-dark(#ffffff, #1d2029);
  --sunk: light-dark(#f6f7fa, #14161c);
  --line: light-dark(#d9dce5, #363b49);
  --edge: light-dark(#80879a, #737b90);
  --accent: light-dark(#5137c4, #a596ff);
  --on-accent: light-dark(#ffffff, #17131f);
  --tint: light-dark(#ece8fb, #2a2544);
  --danger: light-dark(#b3261e, #ff9d94);
  --warn: light-dark(#fff4d6, #3a3016);
  --warn-line: light-dark(#b98900, #d9ab3a);
  font: 100%/1.55 system-ui, sans-serif;
  scroll-padding-top: 1rem;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); }
header, main, footer { max-width: 42rem; margin: 0 auto; padding: 0 1rem; }
.wide header, .wide main, .wide footer { max-width: 68rem; }
header { display: flex; align-items: center; justify-content: space-between; gap: 1rem; padding-top: 0.75rem; padding-bottom: 0.75rem; }
header a { display: inline-flex; align-items: center; min-height: 2.75rem; }
.brand { gap: 0.6rem; font-weight: 700; color: var(--text); text-decoration: none; }
.brand::before { content: ""; width: 1.75rem; height: 1.75rem; background: url("/assets/icon.svg") center / contain no-repeat; }
main { padding-top: 0.5rem; padding-bottom: 2rem; }
footer { padding-bottom: 2rem; color: var(--soft); font-size: 0.9rem; }
h1 { font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
.wide h1 { font-size: clamp(1.5rem, 1.1rem + 1.6vw, 2.1rem); }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 0.5rem; }
.wide main > section { margin-top: 2.5rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 0.25rem; }
h2 + h3, form > h3:first-child { margin-top: 0.5rem; }
p, ul { margin: 0.5rem 0; }
ul { padding-left: 1.25rem; }
li, dd, td, th, bdi { overflow-wrap: anywhere; }
a { color: var(--accent); text-underline-offset: 0.15em; }
dl, dd { margin: 0; }

.hero { padding: 1.5rem 0 0.5rem; }
.hero h1 { font-size: clamp(1.9rem, 1.3rem + 2.6vw, 3rem); letter-spacing: -0.02em; margin: 0 0 0.75rem; }
.lead { font-size: 1.1rem; max-width: 42rem; color: var(--soft); }
.card, .facts, fieldset {
  background: var(--card); border: 1px solid var(--line); border-radius: 0.9rem;
}
.card { padding: 1.1rem 1rem; }
.grid { display: grid; gap: 1rem; padding: 0; margin: 1rem 0; list-style: none; }
.grid h3 { margin-top: 0; }
.grid p { margin-bottom: 0; }
.badge {
  display: inline-block; padding: 0.05rem 0.6rem; margin-left: 0.35rem; vertical-align: 0.1em;
  font-size: 0.85rem; border-radius: 1rem; color: var(--text); background: var(--tint);
}

.index ul { display: flex; flex-wrap: wrap; gap: 0.25rem 0.5rem; padding: 0; margin: 0 0 1rem; list-style: none; }
.index a {
  display: inline-flex; align-items: center; min-height: 2.25rem; padding: 0 0.75rem; font-size: 0.9rem;
  color: var(--text); text-decoration: none; border: 1px solid var(--line); border-radius: 2rem; background: var(--card);
}
.parts { display: grid; gap: 1.25rem; min-width: 0; grid-template-columns: minmax(0, 1fr); }
.parts > .card { min-width: 0; }

.facts, fieldset { padding: 0.25rem 1rem; margin: 1rem 0; min-width: 0; }
.card fieldset, .card .clients, .card .copy code { background: var(--sunk); }
.facts > div { padding: 0.75rem 0; border-top: 1px solid var(--line); }
.facts > div:first-child { border-top: 0; }
dt { color: var(--soft); font-size: 0.9rem; }
.clients { border: 1px solid var(--line); border-radius: 0.75rem; padding: 0 1rem; margin: 1rem 0 0; background: var(--card); }
.clients { overflow: hidden; }
.clients > details { border-top: 1px solid var(--line); margin-top: -1px; }
.clients > details[open] { padding-bottom: 0.75rem; }
.clients p { margin: 0 0 0.5rem; }
summary { font-weight: 600; padding: 0.6rem 0; min-height: 2.75rem; cursor: pointer; }
legend { color: var(--soft); padding: 0 0.25rem; }
.note { display: block; color: var(--soft); font-size: 0.9rem; }
.warning {
  background: var(--warn); border-left: 4px solid var(--warn-line);
  border-radius: 0.25rem; padding: 0.75rem 1rem;
}

.done { background: var(--tint); border-left: 4px solid var(--accent); border-radius: 0.25rem; padding: 0.75rem 1rem; }

.credentials, .sessions { list-style: none; padding: 0; margin: 0.25rem 0; }
.credentials > li { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: start; justify-content: space-between; padding: 0.75rem 0; border-top: 1px solid var(--line); }
.credentials > li:first-child { border-top: 0; }
.who { flex: 1 1 16rem; min-width: 0; }
.sessions { margin-top: 0.4rem; padding-left: 0.75rem; border-left: 3px solid var(--line); }
.sessions > li { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; align-items: center; justify-content: space-between; padding: 0.2rem 0; }
.sessions .note { flex: 1 1 12rem; min-width: 0; }

.box { display: flex; gap: 0.75rem; align-items: flex-start; padding: 0.6rem 0; }
.box input { width: 1.2rem; height: 1.2rem; margin: 0.2rem 0 0; accent-color: var(--accent); flex: none; }
.box > span { min-width: 0; }
.boxes { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); column-gap: 1rem; }
.field { display: block; margin: 1rem 0; }
.field input, .field select {
  display: block; width: 100%; min-width: 0; min-height: 2.75rem; margin-top: 0.25rem; padding: 0.5rem 0.75rem; font: inherit;
  color: inherit; background: var(--card); border: 1px solid var(--edge); border-radius: 0.5rem;
}
.field input::placeholder { color: var(--soft); opacity: 1; }
.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 0 1rem; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1rem 0 0.25rem; }
button, .button {
  display: inline-flex; align-items: center; justify-content: center; text-align: center;
  font: inherit; font-weight: 600; padding: 0.5rem 1.25rem; min-height: 2.75rem; cursor: pointer;
  color: var(--on-accent); background: var(--accent); text-decoration: none;
  border: 1px solid var(--accent); border-radius: 0.5rem;
}
button.quiet, .button.quiet { color: var(--text); background: transparent; border-color: var(--edge); }
button.danger { color: var(--danger); background: transparent; border-color: var(--danger); }
button:hover, .button:hover { filter: brightness(1.08); text-decoration: underline; }
.sessions button { min-height: 2rem; padding: 0.1rem 0.8rem; font-size: 0.9rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }

.copy { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: start; margin: 0.4rem 0; }
.copy code {
  flex: 1 1 18rem; min-width: 0; padding: 0.6rem 0.75rem; white-space: pre-wrap; overflow-wrap: anywhere;
  font-size: 0.9rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem;
}
.copy button { padding: 0.25rem 0.9rem; }

meter { display: block; width: 100%; max-width: 24rem; height: 1.25rem; }
.plot { margin: 1rem 0 1.5rem; }
.plot figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 1rem; }
.plot figcaption h3, .plot p { margin: 0.25rem 0; }
.plot svg { display: block; width: 100%; height: 8rem; }
.plot .axis { stroke: var(--edge); stroke-width: 2; }
.plot rect.ok { fill: var(--accent); }
.plot rect.failed { fill: var(--danger); }
.plot rect.refused { fill: var(--warn-line); }
.ends { display: flex; justify-content: space-between; color: var(--soft); font-size: 0.85rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; color: var(--soft); font-size: 0.85rem; }
.legend span::before { content: ""; display: inline-block; width: 0.75rem; height: 0.75rem; margin-right: 0.4rem; border-radius: 0.15rem; background: var(--accent); }
.legend .failed::before { background: var(--danger); }
.legend .refused::before { background: var(--warn-line); }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.95rem; }
caption { text-align: left; color: var(--soft); font-size: 0.85rem; padding-bottom: 0.25rem; }
th, td { padding: 0.4rem 0 0.4rem 0.75rem; text-align: right; border-top: 1px solid var(--line); font-variant-numeric: tabular-nums; }
thead th { border-top: 0; color: var(--soft); font-weight: 600; overflow-wrap: normal; }
th:first-child { text-align: left; padding-left: 0; }
tbody th { font-weight: 400; min-width: 5.5rem; }

.unseen { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); }
[hidden] { display: none; }

@media (min-width: 46rem) {
  .card { padding: 1.4rem 1.5rem; }
  .grid { grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); }
  .grid.two { grid-template-columns: 1fr 1fr; }
}
@media (min-width: 60rem) {
  .clients { display: grid; grid-template-columns: 1fr 1fr; column-gap: 2rem; align-items: start; }
  .clients > details[open] { grid-column: 1 / -1; }
  .with-index { display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: 2rem; align-items: start; }
  .index { position: sticky; top: 1rem; }
  .index ul { display: grid; gap: 0.1rem; margin: 0; }
  .index a { border: 0; background: transparent; padding: 0 0.5rem; }
  .index a:hover { background: var(--card); }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
