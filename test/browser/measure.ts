/** What can be measured about a page's looks. The functions without arguments run inside the page. */
import type { Page } from "playwright-core";

const MAX_TABS = 60;

/** Texts that stand out too little, as "ratio: text". Runs in the page, so it brings all it needs. */
export function faintTexts(): string[] {
  const parse = (color: string): [number, number, number, number] => {
    const [r = 0, g = 0, b = 0, a = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
    const scale = color.startsWith("color(") ? 255 : 1;
    return [r * scale, g * scale, b * scale, a];
  };
  const light = ([r, g, b]: readonly number[]) =>
    [r ?? 0, g ?? 0, b ?? 0]
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, at) => sum + part * ([0.2126, 0.7152, 0.0722][at] ?? 0), 0);
  const behind = (element: Element): readonly number[] => {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const ratio = (text: readonly number[], ground: readonly number[]) => {
    const [a, b] = [light(text), light(ground)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const found: string[] = [];
  const note = (color: string, element: Element, text: string) => {
    const contrast = ratio(parse(color), behind(element));
    // WCAG 2.2, 1.4.3
    if (contrast < 4.5) found.push(`${contrast.toFixed(2)}: ${text.trim().slice(0, 60)}`);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent ?? "";
    if (element === null || text.trim() === "" || !element.checkVisibility()) continue;
    note(getComputedStyle(element).color, element, text);
  }
  for (const input of document.querySelectorAll("input[placeholder]")) {
    const { color } = getComputedStyle(input, "::placeholder");
    note(color, input, `placeholder ${input.getAttribute("placeholder")}`);
  }
  return found;
}

/** Fields and buttons that a screen reader could not name. Runs in the page. */
export function unnamedControls(): string[] {
  const controls = document.querySelectorAll<HTMLElement>(
    'input:not([type="hidden"]), button, a[href], select, textarea',
  );
  return [...controls]
    .filter((control) => {
      const labels = control instanceof HTMLInputElement ? [...(control.labels ?? [])] : [];
      const names = [control.ariaLabel, control.textContent, ...labels.map((l) => l.textContent)];
      return names.every((name) => (name ?? "").trim() === "");
    })
    .map((control) => control.outerHTML.slice(0, 100));
}

/** Runs in the page. */
export function headingLevels(): number[] {
  return [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(({ tagName }) =>
    Number(tagName.slice(1)),
  );
}

export interface FocusOutline {
  control: string;
  width: number;
  /** Against the page's own background. */
  contrast: number;
}

/** Goes through the page by keyboard, and how each stop shows that it has the focus. */
export async function focusOutlines(page: Page): Promise<FocusOutline[]> {
  const outlines: FocusOutline[] = [];
  for (let i = 0; i < MAX_TABS; i++) {
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(focusedOutline);
    if (outline === undefined) break;
    outlines.push(outline);
  }
  if (outlines.length === 0) throw new Error("nothing on the page takes the focus");
  return outlines;
}

function focusedOutline(): FocusOutline | undefined {
  const element = document.activeElement;
  if (element === null || element === document.body) return undefined;
  const parse = (color: string) => (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  const light = (color: string) =>
    parse(color)
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, at) => sum + part * ([0.2126, 0.7152, 0.0722][at] ?? 0), 0);
  const style = getComputedStyle(element);
  const [a, b] = [
    light(style.outlineColor),
    light(getComputedStyle(document.body).backgroundColor),
  ];
  return {
    control: element.outerHTML.slice(0, 100),
    width: style.outlineStyle === "none" ? 0 : Number.parseFloat(style.outlineWidth),
    contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05),
  };
}
