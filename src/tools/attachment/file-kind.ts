/** What a file is: a text or a picture for a model to read, or neither. */
import type { Download } from "./download.ts";

const TEXT_NAMES =
  /\.(?:txt|md|markdown|csv|tsv|log|json|ya?ml|xml|html?|css|[jt]sx?|py|rb|go|rs|java|c|h|cpp|sh|sql|toml|ini|diff|patch|srt|vtt)$/i;
const TEXT_TYPES =
  /^(?:text\/|application\/(?:json|xml|yaml|x-yaml|javascript|sql|x-sh)$|.*\+(?:json|xml)$)/;

/** How a file is best given, by its name and its server's word for its type. */
export function kindOf(
  { name }: { name: string },
  { type }: Pick<Download, "type">,
): "text" | "image" | "link" {
  if (/^image\/(?:png|jpe?g|gif|webp)$/.test(type)) return "image";
  if (/^image\//.test(type)) return "link";
  return TEXT_TYPES.test(type) || TEXT_NAMES.test(name) ? "text" : "link";
}

/** Undefined for bytes that are no UTF-8 text. A cut may have split the last character. */
export function asText(bytes: Uint8Array, cut: boolean): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes, {
      stream: cut,
    });
  } catch {
    return undefined;
  }
}

/** By its first bytes: a server may name any type. */
export function imageType(bytes: Uint8Array): string | undefined {
  const starts = (at: number, ...wanted: number[]) =>
    wanted.every((byte, index) => bytes[at + index] === byte);
  if (starts(0, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "image/png";
  if (starts(0, 0xff, 0xd8, 0xff)) return "image/jpeg";
  if (starts(0, 0x47, 0x49, 0x46, 0x38)) return "image/gif";
  if (starts(0, 0x52, 0x49, 0x46, 0x46) && starts(8, 0x57, 0x45, 0x42, 0x50)) return "image/webp";
  return undefined;
}

/** In parts: a call with a hundred thousand arguments overflows the stack. */
export function toBase64(bytes: Uint8Array): string {
  const STEP = 8_192;
  let binary = "";
  for (let at = 0; at < bytes.byteLength; at += STEP) {
    binary += String.fromCharCode(...bytes.subarray(at, at + STEP));
  }
  return btoa(binary);
}
