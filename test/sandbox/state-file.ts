// What a sandbox remembers between runs, in one file. Node only.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const SAVE_DELAY_MS = 500;

export function loadState<T extends { version: number }>(
  path: string | undefined,
  version: T["version"],
): T | null {
  if (path === undefined) return null;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    return null;
  }
  const state = JSON.parse(text) as T;
  if (state.version !== version) {
    throw new Error(`${path} was written by another version; remove it`);
  }
  return state;
}

export interface Saver {
  later(): void;
  now(): void;
}

/** Writes whole files only: beside the old one first, then in its place. */
export function createSaver(snapshot: () => string, path: string): Saver {
  let timer: NodeJS.Timeout | null = null;
  let written: string | null = null;
  const now = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const text = snapshot();
    if (text === written) return;
    mkdirSync(dirname(path), { recursive: true });
    const draft = `${path}.${process.pid}.tmp`;
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, path);
    written = text;
  };
  const later = (): void => {
    if (timer === null) timer = setTimeout(now, SAVE_DELAY_MS).unref();
  };
  return { later, now };
}
