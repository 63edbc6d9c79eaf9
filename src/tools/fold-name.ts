const BEYOND_ASCII = /[\u0080-\uffff]/;

/** Names as they are compared: case, accents and runs of spaces aside. */
export function foldName(name: string): string {
  // Scans fold thousands of texts, and most have nothing to take apart.
  const plain = BEYOND_ASCII.test(name) ? name.normalize("NFKD").replace(/\p{M}/gu, "") : name;
  return plain.toLowerCase().replace(/\s+/g, " ").trim();
}
