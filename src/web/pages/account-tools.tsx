import type { AccountDetails } from "../../account/door.ts";
import { TOOLSETS } from "../../tools/define-tool.ts";
import { PERSONAS } from "../../tools/personas.ts";
import { TOOL_NAMES } from "../../tools/tool-names.ts";
import type { TierFacts } from "./tiers.tsx";

interface ToolsProps {
  details: AccountDetails;
  tiers: TierFacts;
  csrf: string;
  wasSaved: boolean;
}

/** What connections get that choose nothing in their address. */
export function ToolsSection({ details, tiers, csrf, wasSaved }: ToolsProps) {
  const { preferences, preferencesVersion, tier } = details;
  const { toolsets = [], persona } = preferences;
  const chosen =
    persona ?? (toolsets.includes("all") ? "all" : toolsets.length > 0 ? "toolsets" : "");
  return (
    <section aria-labelledby="tools" class="card">
      <h2 id="tools">Tools</h2>
      <p>
        What your connections are shown, from their next call on. A connection whose address chooses
        tools itself keeps its list; read only and no deleting hold for every connection.
        {tier === "free" && " On the free tier this narrows the seven tools and adds none."}
      </p>
      {wasSaved && <p class="done">Saved. It holds from the next call on.</p>}
      <form method="post" action="/account/preferences">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="version" value={preferencesVersion} />
        <label class="field">
          List
          <select name="list">
            <Option value="" chosen={chosen} text={`The usual ${tiers.tools.listed} tools`} />
            <Option value="all" chosen={chosen} text={`All ${tiers.tools.all} tools`} />
            <Option value="toolsets" chosen={chosen} text="The toolsets ticked below" />
            <optgroup label="For a kind of work">
              {Object.entries(PERSONAS).map(([name, names]) => (
                <Option
                  value={name}
                  chosen={chosen}
                  text={`${name}: ${PERSONA_TEXT[name as keyof typeof PERSONAS]} (${names.length})`}
                />
              ))}
            </optgroup>
          </select>
        </label>
        <details open={chosen === "toolsets"}>
          <summary>Toolsets</summary>
          <fieldset class="boxes">
            <legend>Used when the list above says so</legend>
            {TOOLSETS.map((toolset) => (
              <label class="box">
                <input
                  type="checkbox"
                  name="toolset"
                  value={toolset}
                  checked={toolsets.includes(toolset)}
                />
                <span>
                  {toolset.replace("_", " ")} ({TOOL_NAMES[toolset].length})
                </span>
              </label>
            ))}
          </fieldset>
        </details>
        <fieldset>
          <legend>For every connection</legend>
          <label class="box">
            <input type="checkbox" name="readonly" value="1" checked={preferences.readonly} />
            <span>
              <strong>Read only</strong>
              <span class="note">Nothing in ClickUp can be created, changed or deleted</span>
            </span>
          </label>
          <label class="box">
            <input type="checkbox" name="nodelete" value="1" checked={preferences.nodelete} />
            <span>
              <strong>No deleting</strong>
              <span class="note">Tools that can delete something are off</span>
            </span>
          </label>
        </fieldset>
        <div class="buttons">
          <button type="submit">Save the choice</button>
        </div>
      </form>
    </section>
  );
}

function Option({ value, chosen, text }: { value: string; chosen: string; text: string }) {
  return (
    <option value={value} selected={value === chosen}>
      {text}
    </option>
  );
}

const PERSONA_TEXT: Readonly<Record<keyof typeof PERSONAS, string>> = {
  worker: "find, do, comment, track",
  manager: "plan and run projects",
  developer: "coding assistants",
  writer: "Docs, comments, chat",
  timekeeper: "timesheets",
  admin: "set-up and access",
  agent: "reads and adds, changes nothing",
  auditor: "reads everything",
};
