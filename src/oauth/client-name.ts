/** What a client says its name is: anybody's words, shown as text and never believed. */

const MAX_CHARACTERS = 80;
const FALLBACK = "An app without a name";

/** One line without controls, direction marks and other characters that nobody can see. */
export function cleanClientName(name: string | undefined): string {
  const visible = (name ?? "")
    .toWellFormed()
    .replace(/\s+/gu, " ")
    .replace(/[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu, "")
    .trim();
  const cut = [...visible].slice(0, MAX_CHARACTERS).join("").trim();
  return cut === "" ? FALLBACK : cut;
}
