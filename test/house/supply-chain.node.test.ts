/** What is installed is what was chosen, and nothing of it runs unasked. Node only. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..", "..");

interface Locked {
  version: string;
  integrity?: string;
  license?: string;
  hasInstallScript?: boolean;
  resolved?: string;
  dev?: boolean;
  devOptional?: boolean;
  optional?: boolean;
}

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
  overrides: Record<string, string>;
  allowScripts: Record<string, boolean>;
}

const read = <T>(name: string): T => JSON.parse(readFileSync(join(ROOT, name), "utf8")) as T;
const manifest = read<Manifest>("package.json");
const { packages } = read<{ packages: Record<string, Locked> }>("package-lock.json");
const locked = Object.entries(packages).filter(([path]) => path !== "");
const nameOf = (path: string) => path.slice(path.lastIndexOf("node_modules/") + 13);

describe("package.json", () => {
  const { dependencies, devDependencies, optionalDependencies, overrides } = manifest;

  it("names one exact version of each package, so that an update is a decision", () => {
    const all = { ...dependencies, ...devDependencies, ...optionalDependencies, ...overrides };
    const loose = Object.entries(all).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  it("is what the lockfile was made from", () => {
    expect(packages[""]).toMatchObject({ dependencies, devDependencies, optionalDependencies });
    const differ = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([name, version]) => packages[`node_modules/${name}`]?.version !== version,
    );
    expect(differ).toEqual([]);
  });

  it("decides by name about every package that brings an install script, and allows none", () => {
    const scripted = locked.flatMap(([path, { hasInstallScript }]) =>
      hasInstallScript ? [nameOf(path)] : [],
    );
    expect(Object.keys(manifest.allowScripts).sort()).toEqual([...new Set(scripted)].sort());
    expect(Object.values(manifest.allowScripts)).not.toContain(true);
  });
});

describe("the lockfile", () => {
  it("has a SHA-512 of each package, and takes none from anywhere but the registry", () => {
    const bad = locked.filter(
      ([, { integrity, resolved = "https://registry.npmjs.org/" }]) =>
        !integrity?.startsWith("sha512-") || !resolved.startsWith("https://registry.npmjs.org/"),
    );
    expect(bad).toEqual([]);
  });

  it("holds no package whose license forbids what we do with it", () => {
    // Shipped in the Worker or beside it: permissive ones only, or data under CC-BY.
    const free = new Set(
      "MIT ISC Apache-2.0 BSD-2-Clause BSD-3-Clause MIT-0 0BSD CC-BY-4.0 BlueOak-1.0.0".split(" "),
    );
    const odd = locked.filter(
      ([, { license, dev, devOptional, optional }]) =>
        !dev && !devOptional && !optional && !free.has(license ?? ""),
    );
    expect(odd.map(([path, { license }]) => [nameOf(path), license])).toEqual([]);
  });
});
