// multipart/form-data, the only body at ClickUp that is not JSON.
import type { JsonObject } from "./json.ts";

export interface FormPart {
  name: string;
  /** null for a field that carries text in place of a file. */
  filename: string | null;
  type: string;
  bytes: Uint8Array;
}

export const isMultipart = (contentType: string | null): boolean =>
  contentType?.split(";")[0]?.trim().toLowerCase() === "multipart/form-data";

/** null where the body does not keep to its own boundary. */
export async function readParts(
  body: ArrayBuffer,
  contentType: string | null,
): Promise<FormPart[] | null> {
  let form: FormData;
  try {
    form = await new Response(body, {
      headers: { "Content-Type": contentType ?? "" },
    }).formData();
  } catch {
    return null;
  }
  const parts: FormPart[] = [];
  for (const [name, value] of form) {
    if (typeof value === "string") {
      const bytes = new TextEncoder().encode(value);
      parts.push({ name, filename: null, type: "text/plain", bytes });
    } else {
      const bytes = new Uint8Array(await value.arrayBuffer());
      parts.push({ name, filename: value.name, type: value.type, bytes });
    }
  }
  return parts;
}

/** What a record of the request says in place of the file. */
export function describeParts(parts: readonly FormPart[]): JsonObject {
  return Object.fromEntries(
    parts.map(({ name, filename, type, bytes }) => [
      name,
      filename === null
        ? new TextDecoder().decode(bytes)
        : { filename, type, size: bytes.byteLength },
    ]),
  );
}
