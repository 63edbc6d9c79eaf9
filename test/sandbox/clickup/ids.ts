// Ids in ClickUp's forms, made from one counter so that the same calls give the same ids.
import type { SandboxState } from "./state.ts";

/** 32 well-mixed bits of a number (the finaliser of MurmurHash3). */
function mix(n: number): number {
  let x = n | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

function hexOf(serial: number, digits: number): string {
  let hex = "";
  for (let i = 0; hex.length < digits; i += 1) {
    hex += mix(serial * 977 + i * 7919 + 1)
      .toString(16)
      .padStart(8, "0");
  }
  return hex.slice(0, digits);
}

export function uuidOf(serial: number): string {
  const h = hexOf(serial, 32);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20)}`;
}

/** Nine letters and digits, as ClickUp's own. */
export function taskIdOf(serial: number): string {
  return `86c${serial.toString(36).padStart(6, "0")}`;
}

export function nextSerial(state: SandboxState): number {
  state.nextSerial += 1;
  return state.nextSerial;
}

export const newUuid = (state: SandboxState): string => uuidOf(nextSerial(state));
export const newTaskId = (state: SandboxState): string => taskIdOf(nextSerial(state));
/** Space, Folder, List, comment: digits. */
export const newNumericId = (state: SandboxState): string =>
  String(90_130_000_000 + nextSerial(state));

/** Docs, pages, channels: what stands for the workspace, a dash, digits. */
export const v3IdOf = (serial: number): string => `8cj9u1c-${serial}`;
export const newV3Id = (state: SandboxState): string => v3IdOf(10_000 + nextSerial(state));

/** Digits, letters and a dash. */
export const newViewId = (state: SandboxState): string => `8cjz${nextSerial(state)}-105`;

/** 64-bit: beyond what a JavaScript number holds, as the real ones. */
export const newTimerId = (state: SandboxState): string =>
  String(1_963_465_985_520_000_000n + BigInt(nextSerial(state)));

export function newOAuthToken(state: SandboxState, userId: number): string {
  return `${userId}_${hexOf(nextSerial(state), 64)}`;
}

export function newPersonalToken(state: SandboxState, userId: number): string {
  return `pk_${userId}_${hexOf(nextSerial(state), 32).toUpperCase()}`;
}

/** What a webhook signs with. */
export const newSecret = (state: SandboxState): string =>
  hexOf(nextSerial(state), 64).toUpperCase();

export function newCode(state: SandboxState): string {
  return hexOf(nextSerial(state), 32).toUpperCase();
}
