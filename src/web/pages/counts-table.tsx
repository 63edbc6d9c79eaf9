/** What became of the calls of a tool, an hour or a day. */
export interface Counts {
  /** Which tool, hour or day. */
  label: string;
  ok: number;
  failed: number;
  refused: number;
}

interface CountsTableProps {
  /** What the table is, for who does not see the heading above it. */
  name: string;
  caption?: string;
  /** What the labels are. */
  of: string;
  rows: readonly Counts[];
}

/** Scrolls sideways where it does not fit, by keyboard as well. */
export function CountsTable({ name, caption, of, rows }: CountsTableProps) {
  return (
    <section class="scroll" aria-label={name} tabindex={0}>
      <table>
        {caption !== undefined && <caption>{caption}</caption>}
        <thead>
          <tr>
            <th scope="col">{of}</th>
            <th scope="col">Worked</th>
            <th scope="col">Failed</th>
            <th scope="col">Refused</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, ok, failed, refused }) => (
            <tr>
              <th scope="row">{label}</th>
              <td>{ok}</td>
              <td>{failed}</td>
              <td>{refused}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
