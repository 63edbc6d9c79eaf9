/** What the bench prints: tables that a stranger can read, and goals with whether they are met. */

export type Cell = number | string;

export interface Goal {
  name: string;
  value: number;
  /** At most, or with `least` at least. */
  goal: number;
  least?: true;
}

const NAME_CHARS = 58;
const CELL_CHARS = 10;

export function title(text: string, ...explained: string[]): void {
  console.log(`\n${text}`);
  for (const line of explained) console.log(`  ${line}`);
}

export function row(name: string, ...cells: Cell[]): void {
  const shown = cells.map((cell) => shownCell(cell).padStart(CELL_CHARS)).join("");
  console.log(`${name.padEnd(NAME_CHARS)}${shown}`);
}

/** Prints each with its goal; a missed one makes the process end with 1. */
export function goals(rows: readonly Goal[]): void {
  row("", "measured", "goal", "");
  for (const { name, value, goal, least } of rows) {
    const isMet = least ? value >= goal : value <= goal;
    if (!isMet) process.exitCode = 1;
    row(name, value, `${least ? "≥" : "≤"} ${shownCell(goal)}`, isMet ? "met" : "MISSED");
  }
}

function shownCell(cell: Cell): string {
  if (typeof cell === "string") return cell;
  if (Number.isInteger(cell)) return cell.toLocaleString("en-US");
  return Math.abs(cell) < 0.1 ? cell.toFixed(3) : cell.toFixed(2);
}
