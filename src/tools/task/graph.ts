/** Tasks and what they wait on, as a graph: circles, the longest way, and a drawing of it. */

/** `from` has to be done before `to`. */
export interface Wait {
  from: string;
  to: string;
}

const MAX_CYCLES = 10;

/** Each circle once, begun and ended with the same id. */
export function cyclesIn(waits: readonly Wait[]): string[][] {
  const next = Map.groupBy(waits, ({ from }) => from);
  const state = new Map<string, "open" | "done">();
  const cycles: string[][] = [];
  const path: string[] = [];
  const visit = (id: string): void => {
    if (cycles.length >= MAX_CYCLES) return;
    state.set(id, "open");
    path.push(id);
    for (const { to } of next.get(id) ?? []) {
      if (state.get(to) === "open") cycles.push([...path.slice(path.indexOf(to)), to]);
      else if (!state.has(to)) visit(to);
    }
    path.pop();
    state.set(id, "done");
  };
  for (const id of next.keys()) if (!state.has(id)) visit(id);
  return cycles;
}

/** The chain that takes longest; waits that close a circle are left out. */
export function longestPath(
  ids: readonly string[],
  waits: readonly Wait[],
  lengthOf: (id: string) => number,
): { path: string[]; length: number } {
  const known = new Set(ids);
  const inside = waits.filter(({ from, to }) => known.has(from) && known.has(to));
  const before = Map.groupBy(inside, ({ to }) => to);
  const best = new Map<string, { length: number; prior: string | undefined }>();
  const open = new Set<string>();
  const measure = (id: string): number => {
    const kept = best.get(id);
    if (kept !== undefined) return kept.length;
    open.add(id);
    let longest = 0;
    let prior: string | undefined;
    for (const { from } of before.get(id) ?? []) {
      if (open.has(from)) continue;
      const length = measure(from);
      if (prior === undefined || length > longest) [longest, prior] = [length, from];
    }
    open.delete(id);
    const length = longest + lengthOf(id);
    best.set(id, { length, prior });
    return length;
  };
  let end: string | undefined;
  let length = 0;
  for (const id of known) {
    const reached = measure(id);
    if (end === undefined || reached > length) [length, end] = [reached, id];
  }
  const path: string[] = [];
  for (let id = end; id !== undefined && !path.includes(id); id = best.get(id)?.prior) {
    path.unshift(id);
  }
  return { path, length };
}

/** A flow chart in Mermaid's words; names are data and must not end a node. */
export function toMermaid(
  nodes: readonly { id: string; name: string; done: boolean }[],
  waits: readonly Wait[],
  links: readonly Wait[],
): string {
  const known = new Map(nodes.map(({ id }, index) => [id, `t${index}`]));
  const lines = nodes.map(({ id, name, done }) => {
    const label = `${done ? "✓ " : ""}${name}`.replace(/["\\[\]{}()<>|#;`\n]/g, " ").slice(0, 60);
    return `  ${known.get(id)}["${label.trim()} (${id})"]`;
  });
  const edge = (arrow: string) => (one: Wait) => {
    const [from, to] = [known.get(one.from), known.get(one.to)];
    return from === undefined || to === undefined ? [] : [`  ${from} ${arrow} ${to}`];
  };
  return ["graph LR", ...lines, ...waits.flatMap(edge("-->")), ...links.flatMap(edge("-.-"))].join(
    "\n",
  );
}
