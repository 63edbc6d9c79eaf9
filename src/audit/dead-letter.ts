/** Where messages are kept that could not be written as audit batches; the user's go with the user. */
function deadLetterPrefix(userId: string): string {
  return `audit-dead/${userId}/`;
}

/** Of messages that name no user. */
const UNKNOWN_USER = "unknown";

/** Keeps the message as it came, under its own id: the queue may bring it again. Returns the key. */
export async function keepDeadLetter(
  bucket: R2Bucket,
  messageId: string,
  body: unknown,
  userId: string = UNKNOWN_USER,
): Promise<string> {
  const key = `${deadLetterPrefix(userId)}${messageId}.json`;
  await bucket.put(key, JSON.stringify(body) ?? "null", {
    httpMetadata: { contentType: "application/json" },
  });
  return key;
}
