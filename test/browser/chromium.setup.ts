import { findChromium } from "./chromium.ts";

/** Says at once that there is no browser, rather than after the product has started. */
export default function setup(): void {
  findChromium();
}
