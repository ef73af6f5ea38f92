// What lies on the tablet is sealed. A random key per person seals; the PIN opens that key.
const ROUNDS = 600_000;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class WrongPin extends Error {}

/** @typedef {{iv: Uint8Array, data: ArrayBuffer}} Sealed */
/** @typedef {{salt: Uint8Array, rounds: number, iv: Uint8Array, data: ArrayBuffer}} Lock */

async function fromPin(pin, salt, rounds) {
  const material = await crypto.subtle.importKey("raw", encoder.encode(pin), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey(
    { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, material,
    { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}

/**
 * Make a new key, and the lock in which it is kept.
 * @param {string} pin
 * @returns {Promise<{key: CryptoKey, lock: Lock}>}
 */
export async function makeKey(pin) {
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const outer = await fromPin(pin, salt, ROUNDS);
  const data = await crypto.subtle.wrapKey("raw", fresh, outer, { name: "AES-GCM", iv });
  const lock = { salt, rounds: ROUNDS, iv, data };
  return { key: await openKey(pin, lock), lock };
}

/**
 * Open the lock. The key can seal and unseal, and never leaves the browser's keeping.
 * @param {string} pin
 * @param {Lock} lock
 * @returns {Promise<CryptoKey>}
 */
export async function openKey(pin, lock) {
  const outer = await fromPin(pin, lock.salt, lock.rounds);
  try {
    return await crypto.subtle.unwrapKey(
      "raw", lock.data, outer, { name: "AES-GCM", iv: lock.iv }, "AES-GCM", false, ["encrypt", "decrypt"]);
  } catch {
    throw new WrongPin();
  }
}

/**
 * @param {CryptoKey} key
 * @param {string | BufferSource} content
 * @returns {Promise<Sealed>}
 */
export async function seal(key, content) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = typeof content === "string" ? encoder.encode(content) : content;
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

/**
 * @param {CryptoKey} key
 * @param {Sealed} sealed
 */
export const unseal = (key, sealed) =>
  crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, key, sealed.data);

/** Unseal a text. */
export const unsealText = async (key, sealed) => decoder.decode(await unseal(key, sealed));

export const sealJson = (key, value) => seal(key, JSON.stringify(value));
export const unsealJson = async (key, sealed) => JSON.parse(await unsealText(key, sealed));

/** SHA-256 in hexadecimals, as the server computes it. */
export async function digest(content) {
  const bytes = typeof content === "string" ? encoder.encode(content) : content;
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
