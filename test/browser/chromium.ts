/** The browser that is installed on this machine. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** `CHROMIUM`, or the first that is on the path. */
export function findChromium(): string {
  const named = process.env.CHROMIUM ?? "";
  if (named !== "") {
    if (isProgram(named)) return named;
    throw new Error(`CHROMIUM names ${named}, which is no program on this machine.`);
  }
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(
    isProgram,
  );
  if (found !== undefined) return found;
  throw new Error(
    "The browser journeys need Chromium, and there is none on this machine. " +
      "Install it (Debian: apt-get install chromium), or name it: CHROMIUM=/path/to/chromium npm run browser",
  );
}

export function openChromium(): Promise<Browser> {
  // Chromium's own sandbox does not work for root, and a container's user often is.
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath: findChromium(), args: [...FLAGS, ...asRoot] });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
