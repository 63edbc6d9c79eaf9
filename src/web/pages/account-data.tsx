/** Word that has to be typed, so that nobody deletes by a slip. */
export const DELETE_WORD = "DELETE";

/** Downloads, and the end of it all. */
export function DataSection({ csrf }: { csrf: string }) {
  return (
    <section aria-labelledby="data" class="card">
      <h2 id="data">Your data</h2>
      <h3>Audit log</h3>
      <p>
        One line for each call, sign-in and change: when, what, by which app, how it went. No
        arguments and no content.
      </p>
      <form method="get" action="/account/audit.ndjson">
        <div class="row">
          <label class="field">
            From
            <input type="date" name="from" />
          </label>
          <label class="field">
            To
            <input type="date" name="to" />
          </label>
        </div>
        <div class="buttons">
          <button type="submit" class="quiet">
            Download the audit log
          </button>
        </div>
      </form>
      <h3>Everything stored about you</h3>
      <p>
        <a class="button quiet" href="/account/export.json" download>
          Download as JSON
        </a>
      </p>
      <h3>Delete everything</h3>
      <p>
        Ends every connection and subscription, and deletes your account here with all that is
        stored. ClickUp itself is not touched. It cannot be undone.
      </p>
      <form method="post" action="/account/delete">
        <input type="hidden" name="csrf" value={csrf} />
        <label class="field">
          Type {DELETE_WORD} to confirm
          <input
            type="text"
            name="confirm"
            required
            pattern={DELETE_WORD}
            autocomplete="off"
            spellcheck={false}
          />
        </label>
        <div class="buttons">
          <button type="submit" class="danger">
            Delete my account
          </button>
        </div>
      </form>
    </section>
  );
}
