import type { AccountDoor } from "../../src/account/door.ts";

export interface StoredExport {
  tables: Record<string, Record<string, unknown>[]>;
  withheld: Record<string, string>;
}

/** What an account exports, as text and read. */
export async function openedStore(
  account: AccountDoor,
): Promise<{ text: string; stored: StoredExport }> {
  const stream = await account.exportData();
  const text = await new Response(stream).text();
  return { text, stored: JSON.parse(text) as StoredExport };
}
