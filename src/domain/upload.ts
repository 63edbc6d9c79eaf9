/** What Cloudflare takes in one request on its smaller plans (workers/platform/limits, 2026-11). */
export const MAX_UPLOAD_BYTES = 100 * 1024 * 1024;
