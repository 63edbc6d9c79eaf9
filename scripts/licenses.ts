/** docs/licenses.md: what a deployment may contain of others, by the lockfile. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

interface Locked {
  version: string;
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
  optional?: boolean;
}

const LOCKFILE = join(import.meta.dirname, "..", "package-lock.json");

export function licensesPage(): string {
  const { packages } = JSON.parse(readFileSync(LOCKFILE, "utf8")) as {
    packages: Record<string, Locked>;
  };
  const byLicense = new Map<string, Set<string>>();
  for (const [
    path,
    { version, license = "none named", dev, devOptional, optional },
  ] of Object.entries(packages)) {
    if (path === "" || dev || devOptional || optional) continue;
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const named = byLicense.get(license) ?? new Set();
    byLicense.set(license, named.add(`${name} ${version}`));
  }
  const sections = [...byLicense].sort(([a], [b]) => a.localeCompare(b));
  return [
    "# Licenses",
    "<!-- Written by `npm run generate`; change the code instead. -->",
    "The packages that `dependencies` brings, each with what it needs. The Worker's bundle holds a part of them; what is for tests and tools alone is not listed.",
    ...sections.map(([license, names]) => `## ${license}\n\n${[...names].sort().join(", ")}`),
  ]
    .join("\n\n")
    .concat("\n");
}
