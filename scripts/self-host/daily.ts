/** Cron expressions of the one form that is used here, "minute hour * * *" in UTC. */
const DAILY = /^(\d{1,2}) (\d{1,2}) \* \* \*$/;
const DAY_MS = 24 * 60 * 60 * 1000;

export function parseDailyCron(cron: string): { hour: number; minute: number } {
  const [, minute, hour] = DAILY.exec(cron) ?? [];
  if (minute === undefined || hour === undefined) throw new Error(`not a daily cron: ${cron}`);
  return { hour: Number(hour), minute: Number(minute) };
}

/** How long from now until it is due, always more than nothing. */
export function msUntilDaily(cron: string, nowMs: number): number {
  const { hour, minute } = parseDailyCron(cron);
  const todayMs = new Date(nowMs).setUTCHours(hour, minute, 0, 0);
  return (todayMs > nowMs ? todayMs : todayMs + DAY_MS) - nowMs;
}
