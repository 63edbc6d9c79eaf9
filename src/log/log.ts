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
  const write = (level: LogLevel, message: string, metadata: LogMetadata = {}): void => {
    if (LOG_LEVELS.indexOf(level) > LOG_LEVELS.indexOf(threshold)) return;
    const line = {
      timestamp: new Date().toISOString(),
      level: level.toUpperCase(),
      message,
      metadata: { ...base, ...metadata },
    };
    console[level](JSON.stringify(line));
  };
  return {
    error: (message, metadata) => write("error", message, metadata),
    warn: (message, metadata) => write("warn", message, metadata),
    info: (message, metadata) => write("info", message, metadata),
    debug: (message, metadata) => write("debug", message, metadata),
  };
}
