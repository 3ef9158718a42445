import { type Link, LinkError } from '../src/link/link.js';

const PATIENCE_MS = 5_000;

/**
 * Sends, and tries again while the link says that more is underway than its socket may hold; returns how often it said
 * so. Throws what else `send` throws, and the refusal once it has lasted for 5 s.
 */
export function sendPatiently(link: Link, bytes: Uint8Array): number {
  const sent = attempt(link, bytes);
  if (sent === undefined) return 0;
  const until = performance.now() + PATIENCE_MS;
  let refused = 1;
  for (let again = attempt(link, bytes); again !== undefined; again = attempt(link, bytes)) {
    if (performance.now() > until) throw again;
    refused += 1;
  }
  return refused;
}

function attempt(link: Link, bytes: Uint8Array): LinkError | undefined {
  try {
    link.send(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof LinkError && error.code === 'send-failed') return error;
    throw error;
  }
}
