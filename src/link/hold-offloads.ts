import { spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { LinkError } from './link.js';
import { guardSocketPath } from './offload-record.js';

const GUARD = fileURLToPath(new URL('./offload-guard.js', import.meta.url));
const ANSWERS_WITHIN_MS = 30_000; // a device that resets its link takes seconds
const TRY_EVERY_MS = 20;
const START_EVERY_MS = 1_000;
const MOST_GUARDS = 5;

/** What a guard can be asked, a word a line; it answers with the names of features in JSON, or with an error. */
type Request = 'hold' | 'release' | 'restore';

/** The offloads of an interface, off while this is held. */
export interface HeldOffloads {
  /** What was on before, by ethtool's names. */
  readonly names: readonly string[];
  /**
   * Lets go; when nobody else holds it, all is put back before this resolves, to the names of what was. Rejects with LinkError if it
   * cannot be put back. Idempotent. A process that ends without it lets go as well.
   */
  release(): Promise<readonly string[]>;
}

/**
 * Has the offloads of an interface turned off by a guard, a process of its own that outlives this one and puts them back. Several may
 * hold one interface; the last puts back. A guard that was killed is replaced. Rejects with LinkError, nothing changed.
 */
export async function holdOffloads(device: string): Promise<HeldOffloads> {
  const { line, names } = await answered(device, 'hold');
  return new Hold(device, names, line);
}

/** Puts back what a guard that was killed has left undone; resolves to the names of what was. Rejects with LinkError, also while a run holds the interface. */
export async function restoreOffloads(device: string): Promise<readonly string[]> {
  const { line, names } = await answered(device, 'restore');
  line.close();
  return names;
}

/** Whether a guard lives for an interface: some run holds its offloads off. */
export async function isGuarded(device: string): Promise<boolean> {
  const socket = await tryConnect(guardSocketPath(device));
  socket?.destroy();
  return socket !== undefined;
}

class Hold implements HeldOffloads {
  #line: Promise<Line | undefined>;
  #guards = 1;
  #released: Promise<readonly string[]> | undefined;

  constructor(
    readonly device: string,
    readonly names: readonly string[],
    line: Line,
  ) {
    this.#line = Promise.resolve(line);
    this.#watch(line);
  }

  release(): Promise<readonly string[]> {
    this.#released ??= this.#release();
    return this.#released;
  }

  async #release(): Promise<readonly string[]> {
    const line = await this.#line;
    try {
      if (line) return await line.ask('release');
    } catch {
      // The guard was killed, or could not: a new one says why.
    } finally {
      line?.close();
    }
    return restoreOffloads(this.device);
  }

  // Only SIGKILL ends a guard in use. It leaves the offloads off and what was on in its record, which the next guard takes over.
  #watch(line: Line): void {
    line.onLost(() => {
      if (this.#released || this.#guards >= MOST_GUARDS) return;
      this.#guards++;
      this.#line = answered(this.device, 'hold').then(
        (again) => {
          this.#watch(again.line);
          return again.line;
        },
        () => undefined,
      );
    });
  }
}

/** The guard's answer to a request, with the line that it came on. One that is about to end may take a connection and not answer. */
async function answered(device: string, what: Request): Promise<{ line: Line; names: readonly string[] }> {
  for (let attempt = 1; ; attempt++) {
    const line = await meet(device);
    try {
      return { line, names: await line.ask(what) };
    } catch (error) {
      line.close();
      const ended = error instanceof LinkError && error.code === 'closed';
      if (!ended || attempt >= MOST_GUARDS) throw error;
    }
  }
}

/** One connection to a guard: a question at a time, a line each way. */
class Line {
  readonly #socket: Socket;
  readonly #lines: Interface;
  #lost = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
    this.#lines.on('error', () => {}); // it passes on the socket's, whose close follows
    socket.on('close', () => {
      this.#lost = true;
    });
    socket.unref(); // the guard notices our end by itself
  }

  ask(what: Request): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      const failed = (why: string, code: 'not-available' | 'closed' = 'not-available') => {
        clearTimeout(timer);
        reject(new LinkError(code, why));
      };
      const timer = setTimeout(() => failed('the guard of the offloads does not answer'), ANSWERS_WITHIN_MS);
      const onClose = () => failed('the guard of the offloads ended', 'closed');
      if (this.#lost) return onClose();
      this.#socket.once('close', onClose);
      this.#lines.once('line', (text) => {
        clearTimeout(timer);
        this.#socket.off('close', onClose);
        const { names = [], error } = JSON.parse(text) as { names?: readonly string[]; error?: string };
        if (error === undefined) resolve(names);
        else failed(error);
      });
      this.#socket.write(`${what}\n`);
    });
  }

  onLost(listener: () => void): void {
    if (this.#lost) listener();
    else this.#socket.once('close', listener);
  }

  close(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.end();
  }
}

/** Connects to the guard of an interface, and starts one where there is none. */
async function meet(device: string): Promise<Line> {
  const until = performance.now() + ANSWERS_WITHIN_MS;
  for (let startedMs = Number.NEGATIVE_INFINITY; performance.now() < until; ) {
    const socket = await tryConnect(guardSocketPath(device));
    if (socket) return new Line(socket);
    if (performance.now() - startedMs >= START_EVERY_MS) {
      startedMs = performance.now();
      startGuard(device);
    }
    await new Promise((resolve) => setTimeout(resolve, TRY_EVERY_MS));
  }
  throw new LinkError(
    'not-available',
    `the guard that would put the offloads of ${device} back cannot be started, so they are left alone`,
  );
}

function tryConnect(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('error', () => resolve(undefined));
    socket.once('connect', () => {
      socket.removeAllListeners('error').on('error', () => {}); // its close follows
      resolve(socket);
    });
  });
}

/** In a session of its own: neither a terminal's signals nor those to our process group reach it. */
function startGuard(device: string): void {
  const guard = spawn(process.execPath, [GUARD, device], { detached: true, stdio: 'ignore', cwd: '/' });
  guard.on('error', () => {}); // nobody will answer
  guard.unref();
}
