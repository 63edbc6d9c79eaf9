export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export function isLogLevel(text: string): text is LogLevel {
  return (LOG_LEVELS as readonly string[]).includes(text);
}

/** What may stand in a line: ids, codes and numbers. Never a token, key, e-mail or task text. */
export type LogMetadata = Record<string, string | number | boolean | undefined>;

export type Log = Record<LogLevel, (message: string, metadata?: LogMetadata) => void>;

/**
 * One JSON object a line. `message` is a constant sentence; what varies goes into `metadata`.
 * `base` (a request id, say) stands in each line of this log.
 */
export function createLog(threshold: LogLevel, base: LogMetadata = {}): Log {
  return new JsonLines(threshold, base);
}

/** A class, because one is made for every request and closures cost more than methods. */
class JsonLines implements Log {
  readonly #threshold: LogLevel;
  readonly #base: LogMetadata;

  constructor(threshold: LogLevel, base: LogMetadata) {
    this.#threshold = threshold;
    this.#base = base;
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
    if (LOG_LEVELS.indexOf(level) > LOG_LEVELS.indexOf(this.#threshold)) return;
    const line = {
      timestamp: new Date().toISOString(),
      level: level.toUpperCase(),
      message,
      metadata: { ...this.#base, ...metadata },
    };
    console[level](JSON.stringify(line));
  }
}
