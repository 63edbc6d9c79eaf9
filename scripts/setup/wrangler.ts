import { spawn } from "node:child_process";

export interface WranglerAnswer {
  code: number;
  stdout: string;
  stderr: string;
}

/** The project's own wrangler, one command at a time; in a dry run it is told nothing. */
export class Wrangler {
  readonly #command: readonly [string, ...string[]];
  readonly #cwd: string;

  constructor(command: readonly [string, ...string[]], cwd: string) {
    this.#command = command;
    this.#cwd = cwd;
  }

  /** What the command printed; throws what it said when it fails. */
  async run(args: readonly string[], input?: string): Promise<string> {
    const { code, stdout, stderr } = await this.ask(args, input);
    if (code !== 0) throw new WranglerError(args, `${stdout}\n${stderr}`);
    return stdout;
  }

  /** As `run`, for a command whose failure is an answer, too. */
  ask(args: readonly string[], input?: string): Promise<WranglerAnswer> {
    const [file, ...before] = this.#command;
    return new Promise((resolve, reject) => {
      // Never a terminal: wrangler would ask back, and write our settings file in its own style.
      const child = spawn(file, [...before, ...args], {
        cwd: this.#cwd,
        env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0", WRANGLER_SEND_METRICS: "false" },
        stdio: ["pipe", "pipe", "pipe"],
      });
      let stdout = "";
      let stderr = "";
      child.stdout.on("data", (chunk) => {
        stdout += String(chunk);
      });
      child.stderr.on("data", (chunk) => {
        stderr += String(chunk);
      });
      child.once("error", reject);
      child.once("close", (code) => resolve({ code: code ?? 1, stdout, stderr }));
      child.stdin.on("error", () => {}); // it may end without reading
      child.stdin.end(input ?? "");
    });
  }
}

/** As it would be typed. */
export function commandLine(args: readonly string[]): string {
  return ["npx wrangler", ...args].join(" ");
}

export class WranglerError extends Error {
  constructor(args: readonly string[], said: string) {
    super(`${commandLine(args)} failed:\n${said.trim()}`);
    this.name = "WranglerError";
  }
}
