import { type Counts, CountsTable } from "./counts-table.tsx";

interface PlotProps {
  name: string;
  unit: "hour" | "day";
  /** Oldest first. */
  bars: readonly Counts[];
  timezone: string;
}

const WIDTH = 600;
const HEIGHT = 120;
const GAP = 3;

/** Stacked bars, drawn here; the same numbers as a table for who does not see them. */
export function UsagePlot({ name, unit, bars, timezone }: PlotProps) {
  const total = bars.reduce((sum, bar) => sum + totalOf(bar), 0);
  const most = Math.max(...bars.map(totalOf));
  const id = `plot-${unit}`;
  const [first, last] = [bars[0], bars.at(-1)];
  return (
    <figure class="plot">
      <figcaption>
        <h3>{name}</h3>
        <p>
          {plural(total, "call")}
          {most > 0 && `, at most ${most} in one ${unit}`}
        </p>
      </figcaption>
      {total > 0 && (
        <>
          <svg
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            role="img"
            aria-labelledby={`${id}-title ${id}-desc`}
          >
            <title id={`${id}-title`}>{`Calls in ${name.toLowerCase()}`}</title>
            <desc id={`${id}-desc`}>
              {`${plural(total, "call")} in all, at most ${most} in one ${unit}. The table below has each ${unit}.`}
            </desc>
            <line class="axis" x1="0" y1={HEIGHT} x2={WIDTH} y2={HEIGHT} />
            {bars.map((bar, at) => (
              <Bar bar={bar} at={at} count={bars.length} most={most} />
            ))}
          </svg>
          <p class="ends" aria-hidden="true">
            <span>{first?.label}</span>
            <span>{last?.label}</span>
          </p>
          <p class="legend" aria-hidden="true">
            <span class="ok">worked</span>
            <span class="failed">failed</span>
            <span class="refused">refused</span>
          </p>
          <details>
            <summary>As a table</summary>
            <CountsTable
              name={`${name} as a table`}
              caption={`Times in ${timezone}`}
              of={unit === "hour" ? "Hour from" : "Day"}
              rows={bars.filter((bar) => totalOf(bar) > 0)}
            />
          </details>
        </>
      )}
    </figure>
  );
}

function Bar(props: { bar: Counts; at: number; count: number; most: number }) {
  const { bar, at, count, most } = props;
  const width = WIDTH / count;
  const x = at * width + GAP / 2;
  let bottom = HEIGHT;
  return (
    <g>
      {(["ok", "failed", "refused"] as const)
        .filter((part) => bar[part] > 0)
        .map((part) => {
          // A single call beside thousands still shows.
          const height = Math.max(2, (bar[part] / most) * (HEIGHT - 8));
          bottom -= height;
          return <rect class={part} x={x} y={bottom} width={width - GAP} height={height} />;
        })}
    </g>
  );
}

function totalOf({ ok, failed, refused }: Counts): number {
  return ok + failed + refused;
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString("en-GB")} ${noun}${count === 1 ? "" : "s"}`;
}
