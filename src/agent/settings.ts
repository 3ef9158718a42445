import { readFileSync, writeFileSync } from 'node:fs';
import { badRequest, systemError, unsupported } from './errors.js';

const DOTTED = /^net(\.[A-Za-z0-9_-]+)+$/;
const SLASHED = /^net(\/[A-Za-z0-9_-][A-Za-z0-9_.:@-]*)+$/;

/** The target's sysctls under net, and what those were that one controller changed. */
export class Settings {
  readonly #before = new Map<string, string>();

  /** The value, without the newline. Throws unsupported when the target has no such setting. */
  read(name: string): string {
    const file = fileOf(name);
    try {
      return readFileSync(file, 'latin1').trimEnd();
    } catch (error) {
      throw failed(name, error);
    }
  }

  /** Changes it; the value before. Throws errno when the target does not take the value. */
  change(name: string, value: string): string {
    const previous = this.read(name);
    write(name, value);
    if (!this.#before.has(name)) this.#before.set(name, previous);
    return previous;
  }

  /** Puts everything back as it was, the last change first. */
  restore(): void {
    for (const [name, value] of [...this.#before].reverse()) {
      try {
        write(name, value);
      } catch {
        // The interface that it belonged to may be gone; the others are still put back.
      }
    }
    this.#before.clear();
  }
}

function write(name: string, value: string): void {
  try {
    writeFileSync(fileOf(name), value);
  } catch (error) {
    throw failed(name, error);
  }
}

function fileOf(name: string): string {
  if (DOTTED.test(name)) return `/proc/sys/${name.replaceAll('.', '/')}`;
  if (SLASHED.test(name)) return `/proc/sys/${name}`;
  throw badRequest('name must be a setting under net, such as net.ipv4.tcp_sack or net/ipv4/conf/eth0.1/forwarding');
}

function failed(name: string, error: unknown): Error {
  const errno = (error as NodeJS.ErrnoException).code ?? 'EIO';
  return errno === 'ENOENT' ? unsupported(`there is no setting ${name}`) : systemError(name, errno);
}
