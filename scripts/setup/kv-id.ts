/**
 * Writes the id of the KV namespace into the text of wrangler.jsonc, in place: wrangler's own writer
 * would lay out the whole file anew.
 */
export function writeKvId(text: string, workerName: string, binding: string, id: string): string {
  const at = text.indexOf(`"name": "${workerName}"`);
  const entry = new RegExp(`\\{\\s*"binding":\\s*"${binding}"[^{}]*\\}`, "g");
  entry.lastIndex = at;
  const found = at < 0 ? null : entry.exec(text);
  if (found === null) {
    throw new Error(
      `wrangler.jsonc is not laid out as expected. Write "id": "${id}" into the entry ` +
        `"${binding}" of the environment whose name is ${workerName}.`,
    );
  }
  const written = `{ "binding": "${binding}", "id": "${id}" }`;
  return text.slice(0, found.index) + written + text.slice(found.index + found[0].length);
}
