const BEYOND_ASCII = /[\u0080-\uffff]/;
/** White space that is not one blank between two words. */
const ODD_SPACE = /^\s|\s$|\s\s|[\t\n\v\f\r\u0080-\uffff]/;

/** Names as they are compared: case, accents and runs of spaces aside. */
export function foldName(name: string): string {
  // Scans fold thousands of texts, and most have nothing to take apart.
  const plain = BEYOND_ASCII.test(name) ? name.normalize("NFKD").replace(/\p{M}/gu, "") : name;
  const folded = plain.toLowerCase();
  return ODD_SPACE.test(folded) ? folded.replace(/\s+/g, " ").trim() : folded;
}
