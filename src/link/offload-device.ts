import { execFileSync } from 'node:child_process';
import { LinkError } from './link.js';
import { changeable, type Feature, parseFeatures, wordsFor } from './offloads.js';

const WITHIN_MS = 20_000; // some devices reset their link

/** The features of an interface. Takes some milliseconds. Throws LinkError `not-available` without ethtool, `no-such-device`. */
export function readFeatures(device: string): Feature[] {
  return parseFeatures(ethtool(['-k', device]));
}

/** Turns features of an interface on or off by name. Throws LinkError with what ethtool said. */
export function setFeatures(device: string, names: readonly string[], state: 'on' | 'off'): void {
  if (names.length > 0) ethtool(['-K', device, ...wordsFor(names, state)]);
}

/** Turns off every offload that can be and is on; returns their names. Throws LinkError if one stays on. */
export function turnOffloadsOff(device: string): string[] {
  const names = changeable(readFeatures(device));
  setFeatures(device, names, 'off');
  const left = changeable(readFeatures(device));
  if (left.length > 0) throw new LinkError('not-available', `${device} keeps ${left.join(', ')} on`);
  return names;
}

function ethtool(words: readonly string[]): string {
  try {
    return execFileSync('ethtool', words, { encoding: 'utf8', stdio: 'pipe', timeout: WITHIN_MS });
  } catch (cause) {
    const { code, stderr } = cause as NodeJS.ErrnoException & { stderr?: string };
    if (code === 'ENOENT') {
      throw new LinkError('not-available', 'ethtool is not installed: install the package ethtool', { cause });
    }
    const said = (stderr ?? '').trim().replaceAll(/\s*\n\s*/g, '; ') || (cause as Error).message;
    if (/No such device/i.test(said)) throw new LinkError('no-such-device', `no interface is called '${words[1]}'`);
    const kind = /not permitted/i.test(said) ? 'no-privilege' : 'not-available';
    throw new LinkError(kind, `ethtool ${words.join(' ')}: ${said}`, { cause });
  }
}
