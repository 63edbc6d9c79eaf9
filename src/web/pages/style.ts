/** `/assets/style.css`. Light and dark follow the system; one column that fits a phone. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --text: light-dark(#1d1f27, #e9eaf0);
  --soft: light-dark(#5a6072, #a9afc0);
  --page: light-dark(#f6f7fa, #14161c);
  --card: light-dark(#ffffff, #1d2029);
  --line: light-dark(#d9dce5, #363b49);
  --edge: light-dark(#80879a, #737b90);
  --accent: light-dark(#5137c4, #a596ff);
  --on-accent: light-dark(#ffffff, #17131f);
  --warn: light-dark(#fff4d6, #3a3016);
  --warn-line: light-dark(#b98900, #d9ab3a);
  font: 100%/1.55 system-ui, sans-serif;
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); }
main { max-width: 42rem; margin: 0 auto; padding: 1.5rem 1rem 2rem; }
footer { max-width: 42rem; margin: 0 auto; padding: 0 1rem 2rem; color: var(--soft); }
h1 { font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 0.5rem; }
a { color: var(--accent); }
dl { margin: 0; }
dd { margin: 0; overflow-wrap: anywhere; }
.facts, fieldset, .clients, .credentials {
  background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem;
  padding: 0.25rem 1rem; margin: 1rem 0; list-style: none;
}
.facts > div, .clients > details, .credentials > li { padding: 0.75rem 0; border-top: 1px solid var(--line); }
.facts > div:first-child, .clients > details:first-child, .credentials > li:first-child { border-top: 0; }
.credentials > li { display: flex; gap: 1rem; align-items: center; justify-content: space-between; }
dt { color: var(--soft); font-size: 0.9rem; }
.clients > details { padding: 0; }
.clients > details[open] { padding-bottom: 0.5rem; }
.clients p { margin: 0 0 0.5rem; }
summary { font-weight: 600; padding: 0.75rem 0; min-height: 2.75rem; cursor: pointer; }
legend { color: var(--soft); padding: 0 0.25rem; }
.note { display: block; color: var(--soft); font-size: 0.9rem; }
.warning {
  background: var(--warn); border-left: 4px solid var(--warn-line);
  border-radius: 0.25rem; padding: 0.75rem 1rem;
}
.box { display: flex; gap: 0.75rem; align-items: flex-start; padding: 0.6rem 0; }
.box input { width: 1.2rem; height: 1.2rem; margin: 0.2rem 0 0; accent-color: var(--accent); flex: none; }
.field { display: block; margin: 1rem 0; }
.field input {
  display: block; width: 100%; margin-top: 0.25rem; padding: 0.6rem 0.75rem; font: inherit;
  color: inherit; background: var(--card); border: 1px solid var(--edge); border-radius: 0.5rem;
}
.field input::placeholder { color: var(--soft); opacity: 1; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1rem 0; }
button {
  font: inherit; font-weight: 600; padding: 0.6rem 1.25rem; min-height: 2.75rem; cursor: pointer;
  color: var(--on-accent); background: var(--accent);
  border: 1px solid var(--accent); border-radius: 0.5rem;
}
button.quiet { color: var(--text); background: transparent; border-color: var(--edge); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.copy { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: start; margin: 0.4rem 0; }
.copy code {
  flex: 1 1 20rem; min-width: 0; padding: 0.6rem 0.75rem; white-space: pre-wrap; overflow-wrap: anywhere;
  font-size: 0.9rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.5rem;
}
.copy button { padding: 0.25rem 0.9rem; }
.unseen { position: absolute; width: 1px; height: 1px; margin: 0; overflow: hidden; clip-path: inset(50%); }
[hidden] { display: none; }
`;
