export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export function isLogLevel(text: string): text is LogLevel {
  return (LOG_LEVELS as readonly string[]).includes(text);
}

/**
 * What may stand in a line: ids, codes and numbers, each under a name that is known here. A text that
 * has not the form of an id or code is not printed, whatever name it comes under, and a secret is a
 * `Secret` on its way through this server, which does not fit here at all.
 */
export interface LogMetadata {
  requestId?: string | undefined;
  /** W3C trace id, 32 hex digits. */
  traceId?: string | undefined;
  userId?: string | undefined;
  /** ClickUp's Workspace that the call worked in, where that is known. */
  teamId?: string | undefined;
  /** ms */
  duration?: number | undefined;
  room?: "account" | "session" | "cron" | undefined;
  queue?: string | undefined;

  // Of a request.
  method?: string | undefined;
  /** The route's pattern: a path can hold ids and tickets. */
  path?: string | undefined;
  status?: number | undefined;
  tool?: string | undefined;
  /** "ok", or the stable code of the failure. */
  outcome?: string | undefined;
  /** Requests to ClickUp. */
  upstreamCalls?: number | undefined;

  // Of a problem.
  code?: string | undefined;
  reason?: string | undefined;
  /** The error's class; its message can quote anything. */
  error?: string | undefined;
  /** Frames of its stack. */
  where?: readonly string[] | undefined;
  incidentId?: string | undefined;
  /** Names of settings. */
  settings?: readonly string[] | undefined;

  // Of work in the background.
  eventId?: string | undefined;
  type?: string | undefined;
  /** Whatever names the object that it was about. */
  what?: string | undefined;
  messageId?: string | undefined;
  attempts?: number | undefined;
  refusals?: number | undefined;
  waitMs?: number | undefined;
  delaySeconds?: number | undefined;
  /** Of an object in the audit bucket. */
  key?: string | undefined;
  checked?: number | undefined;
  removed?: number | undefined;
  repaired?: number | undefined;
  failed?: number | undefined;
  compared?: number | undefined;
  foreign?: number | undefined;
  isWhole?: boolean | undefined;
}

export interface Log extends Record<LogLevel, (message: string, metadata?: LogMetadata) => void> {
  /** Stands in each line of this log from now on. */
  note(metadata: LogMetadata): void;
}

/**
 * One JSON object a line. `message` is a constant sentence; what varies goes into `metadata`.
 * `base` (a request id, say) stands in each line of this log.
 */
export function createLog(threshold: LogLevel, base: LogMetadata = {}): Log {
  return new JsonLines(threshold, base);
}

/** An error's class, without its message: that may hold what the user wrote. */
export function classOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

/** An error's class and where it was thrown. */
export function whereOf(error: unknown): { error: string; where: string[] } {
  const stack = (error instanceof Error && error.stack) || "";
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  return { error: classOf(error), where: frames.slice(0, MAX_FRAMES).map(toFrame) };
}

const MAX_FRAMES = 8;

/** What ids, codes, tool names, paths of routes and stack frames are made of. */
const PRINTABLE = /^[\w.:/*+()<>$#-]{0,200}$/;
const UNPRINTABLE = "[text]";

/** A class, because one is made for every request and closures cost more than methods. */
class JsonLines implements Log {
  readonly #threshold: number;
  #base: LogMetadata;

  constructor(threshold: LogLevel, base: LogMetadata) {
    this.#threshold = LOG_LEVELS.indexOf(threshold);
    this.#base = base;
  }

  note(metadata: LogMetadata): void {
    this.#base = { ...this.#base, ...metadata };
  }

  error(message: string, metadata?: LogMetadata): void {
    this.#write("error", message, metadata);
  }

  warn(message: string, metadata?: LogMetadata): void {
    this.#write("warn", message, metadata);
  }

  info(message: string, metadata?: LogMetadata): void {
    this.#write("info", message, metadata);
  }

  debug(message: string, metadata?: LogMetadata): void {
    this.#write("debug", message, metadata);
  }

  #write(level: LogLevel, message: string, metadata: LogMetadata = {}): void {
    if (LOG_LEVELS.indexOf(level) > this.#threshold) return;
    const line = {
      timestamp: new Date().toISOString(),
      level: level.toUpperCase(),
      message,
      metadata: { ...this.#base, ...metadata },
    };
    console[level](JSON.stringify(line, printable));
  }
}

/** The message and the timestamp are ours; below `metadata` a text has to look like what it should be. */
function printable(this: unknown, name: string, value: unknown): unknown {
  if (typeof value !== "string" || name === "message" || name === "timestamp") return value;
  return PRINTABLE.test(value) ? value : UNPRINTABLE;
}

function toFrame(line: string): string {
  return line
    .trim()
    .replace(/^at (?:async )?/, "")
    .replace(/[^\w.:/()<>$#-]/g, "")
    .slice(0, 200);
}
