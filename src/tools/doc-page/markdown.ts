/** Sections and links of a page's Markdown. */

export interface Section {
  /** Of the heading line. */
  start: number;
  /** Behind the heading line. */
  bodyStart: number;
  end: number;
  title: string;
}

const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$/;
const FENCE = /^ {0,3}(```+|~~~+)/;

/** Each heading with what belongs to it: up to the next of the same or a higher level. */
export function sectionsOf(markdown: string): Section[] {
  const found: (Section & { level: number })[] = [];
  let at = 0;
  let fence: string | undefined;
  for (const line of markdown.split("\n")) {
    const mark = FENCE.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) {
      fence = fence === undefined ? mark : undefined;
    }
    const heading = fence === undefined ? HEADING.exec(line) : null;
    if (heading !== null) {
      const level = heading[1]?.length ?? 1;
      for (const open of found) if (open.end < 0 && open.level >= level) open.end = at;
      const bodyStart = Math.min(at + line.length + 1, markdown.length);
      found.push({ level, start: at, bodyStart, end: -1, title: plain(heading[2] ?? "") });
    }
    at += line.length + 1;
  }
  return found.map(({ level: _, ...section }) => ({
    ...section,
    end: section.end < 0 ? markdown.length : section.end,
  }));
}

/** A heading without its own formatting. */
function plain(heading: string): string {
  return heading
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`~\\]/g, "")
    .trim();
}

export interface Asset {
  name: string;
  url: string;
  image: boolean;
}

const LINK = /(!?)\[([^\]\n]*)\]\(\s*<?(https:\/\/[^\s)>]+)>?(?:\s+"[^"\n]*")?\s*\)/g;

/** Images, and links to files that lie at ClickUp; links to other pages are no files. */
export function assetsOf(markdown: string): Asset[] {
  const found = new Map<string, Asset>();
  for (const [, bang, label = "", url = ""] of markdown.matchAll(LINK)) {
    const image = bang === "!";
    const host = URL.parse(url)?.hostname ?? "";
    if (!image && !/(^|\.)(clickup-attachments\.com|attachments\d?\.clickup\.com)$/.test(host)) {
      continue;
    }
    const file = decodeName(url.split(/[?#]/)[0]?.split("/").at(-1) ?? "");
    if (!found.has(url)) found.set(url, { name: label.trim() || file || "file", url, image });
  }
  return [...found.values()];
}

function decodeName(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
