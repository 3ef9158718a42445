import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';

const SHORTEST_TOKEN = 16;

/** The token in a file, without white space around it. Throws when it is too short to protect anything. */
export function readToken(file: string): string {
  const token = readFileSync(file, 'utf8').trim();
  if (token.length < SHORTEST_TOKEN)
    throw new Error(`the token in ${file} has fewer than ${SHORTEST_TOKEN} characters`);
  return token;
}

/** Compares in a time that does not depend on where they differ. */
export function sameToken(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
