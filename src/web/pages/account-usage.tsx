import type { AccountDetails } from "../../account/door.ts";
import { type Counts, CountsTable } from "./counts-table.tsx";
import { inZone } from "./layout.tsx";
import { UsagePlot } from "./usage-plot.tsx";

type Usage = AccountDetails["usage"];
type Hour = Usage["hours"][number];

interface UsageProps {
  usage: Usage;
  timezone: string;
  nowMs: number;
}

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const HOURS = 24;
const DAYS = 30;
/** The rest is one click away. */
const TOOLS_SHOWN = 10;

export function UsageSection({ usage, timezone, nowMs }: UsageProps) {
  const { hours, tools } = usage;
  return (
    <section aria-labelledby="usage" class="card">
      <h2 id="usage">Usage</h2>
      <UsagePlot
        name="The last 24 hours"
        unit="hour"
        bars={hourBars(hours, timezone, nowMs)}
        timezone={timezone}
      />
      <UsagePlot
        name="The last 30 days"
        unit="day"
        bars={dayBars(hours, timezone, nowMs)}
        timezone={timezone}
      />
      <h3>By tool, over 31 days</h3>
      {tools.length === 0 ? (
        <p>No calls yet.</p>
      ) : (
        <>
          <ToolTable tools={tools.slice(0, TOOLS_SHOWN)} />
          {tools.length > TOOLS_SHOWN && (
            <details>
              <summary>{tools.length - TOOLS_SHOWN} more</summary>
              <ToolTable tools={tools.slice(TOOLS_SHOWN)} />
            </details>
          )}
        </>
      )}
    </section>
  );
}

function ToolTable({ tools }: { tools: Usage["tools"] }) {
  const rows = tools.map(({ tool, ...counts }) => ({ ...counts, label: TOOL_TEXT[tool] ?? tool }));
  return <CountsTable name="Calls by tool" of="Tool" rows={rows} />;
}

/** What is counted under no tool's name; see `account/usage.ts`. */
const TOOL_TEXT: Readonly<Record<string, string>> = {
  rest: "REST calls",
  limit: "Over the limit",
  other: "Tools that do not exist",
};

function hourBars(hours: readonly Hour[], timezone: string, nowMs: number): Counts[] {
  const thisHourMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  const byHour = new Map(hours.map((hour) => [hour.atMs, hour]));
  return Array.from({ length: HOURS }, (_, at) => {
    const atMs = thisHourMs - (HOURS - 1 - at) * HOUR_MS;
    const label = inZone(atMs, timezone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    return { label, ...sum(byHour.has(atMs) ? [byHour.get(atMs) ?? NONE] : []) };
  });
}

/** Days begin at the person's midnight. */
function dayBars(hours: readonly Hour[], timezone: string, nowMs: number): Counts[] {
  const dayOf = (atMs: number) => inZone(atMs, timezone, { day: "numeric", month: "short" });
  const byDay = Map.groupBy(hours, ({ atMs }) => dayOf(atMs));
  // Noon, so that a day of 23 or 25 hours is neither left out nor named twice.
  const offsetMs = Number(inZone(nowMs, timezone, { hour: "numeric", hourCycle: "h23" })) * HOUR_MS;
  const noonMs = nowMs - offsetMs + DAY_MS / 2;
  return Array.from({ length: DAYS }, (_, at) => {
    const label = dayOf(noonMs - (DAYS - 1 - at) * DAY_MS);
    return { label, ...sum(byDay.get(label) ?? []) };
  });
}

const NONE = { ok: 0, failed: 0, refused: 0 };

function sum(all: readonly Omit<Hour, "atMs">[]) {
  return all.reduce<typeof NONE>(
    (total, { ok, failed, refused }) => ({
      ok: total.ok + ok,
      failed: total.failed + failed,
      refused: total.refused + refused,
    }),
    NONE,
  );
}
