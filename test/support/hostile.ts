/** What a model could be led to give as an id; none of it may get into a request. */
export const HOSTILE_IDS: readonly string[] = [
  "../user",
  "..",
  "901/task?x=1",
  "%2e%2e%2fuser",
  "https://evil.example/t/86c000001",
  "86c000001\n/tag",
  "a".repeat(70),
];

/** Whether any request carries the text in its path. */
export function leaked(requests: readonly string[], hostile: string): string[] {
  const parts = [hostile, encodeURIComponent(hostile), "/user/", "/task?x"];
  return requests.filter(
    (line) => parts.some((part) => line.includes(part)) && !/^GET \/v2\/user$/.test(line),
  );
}
