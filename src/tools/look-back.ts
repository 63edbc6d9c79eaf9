import { ClickUpError } from "../clickup/errors.ts";

/**
 * A look at what a write has done. Undefined where ClickUp refuses it: the write is done all the same, and
 * the refusal would read as if it were not.
 */
export async function lookBack<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ClickUpError) return undefined;
    throw error;
  }
}
