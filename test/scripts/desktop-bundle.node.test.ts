import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";

const SERVER = join("scripts", "mcpb", "server", "index.mjs");
const bin = mkdtempSync(join(tmpdir(), "clickup-mcp-bundle-"));

afterAll(() => {
  rmSync(bin, { recursive: true, force: true });
});

function start(address: string) {
  writeFileSync(join(bin, "npx"), '#!/bin/sh\nprintf "%s|" "$@"\n');
  chmodSync(join(bin, "npx"), 0o755);
  const env = { ...process.env, PATH: `${bin}:${dirname(process.execPath)}:/usr/bin:/bin` };
  return promisify(execFile)(process.execPath, [SERVER, address], { env });
}

describe("the desktop bundle", () => {
  it("starts one version of mcp-remote with the address that the person gave", async () => {
    const { stdout } = await start("https://clickup.example.com/mcp?readonly=1");
    expect(stdout).toMatch(
      /^-y\|mcp-remote@\d+\.\d+\.\d+\|https:\/\/clickup\.example\.com\/mcp\?readonly=1\|$/,
    );
  });

  it("starts nothing with what is no address", async () => {
    for (const text of ["", "file:///etc/passwd", "--header=x", "https://a.example/'&calc"]) {
      await expect(start(text)).rejects.toMatchObject({ code: 2, stdout: "" });
    }
  });
});
