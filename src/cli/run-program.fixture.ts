import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program as its users start it. */
export const PROGRAM = fileURLToPath(new URL('../../../bin/tcpspec.js', import.meta.url));

/** How it is started. `prefix` goes before the whole command: `ip netns exec NAME`, `setpriv ...`. */
export interface Start {
  readonly prefix?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly program?: string;
  /** When it is ended if it has not come to its end by itself. */
  readonly limitMs?: number;
}

/** What a process came to. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  readonly tookMs: number;
}

const LIMIT_MS = 50_000;
let started = 0;

/** A process that a test has started, with everything that it starts in its turn. */
export class Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
  readonly #mark = `${process.pid}-${started++}-${Date.now()}`;
  #out = '';
  #err = '';

  constructor(
    [command = '', ...args]: readonly string[],
    { env = {}, cwd, limitMs = LIMIT_MS }: Pick<Start, 'env' | 'cwd' | 'limitMs'>,
  ) {
    const startedMs = performance.now();
    this.child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, NO_COLOR: '1', TCPSPEC_TEST_MARK: this.#mark, ...env },
      ...(cwd === undefined ? {} : { cwd }),
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#out += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#err += text;
    });
    this.ended = once(this.child, 'close').then(([code, signal]) => {
      return { code, signal, out: this.#out, err: this.#err, tookMs: performance.now() - startedMs };
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Sends a signal to the process alone. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends a signal to its process group, as a terminal does at Ctrl-C. */
  signalGroup(signal: NodeJS.Signals): void {
    process.kill(-this.pid, signal);
  }

  /** What it and those it has started are, as far as they are there now: process number and command line. */
  family(): { readonly pid: number; readonly command: string }[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && content(`/proc/${name}/environ`).includes(`MARK=${this.#mark}\0`))
      .map((name) => ({ pid: Number(name), command: content(`/proc/${name}/cmdline`).replaceAll('\0', ' ') }));
  }

  /** Waits until one of its family has a command line like that, and resolves to its number. */
  async member(pattern: RegExp): Promise<number> {
    return until(() => this.family().find(({ pid, command }) => pid !== this.pid && pattern.test(command))?.pid);
  }

  /** Waits until it has said something like that, on either stream. */
  async says(pattern: RegExp, withinMs?: number): Promise<void> {
    await until(() => {
      if (pattern.test(this.#out + this.#err)) return true;
      if (this.child.exitCode === null && this.child.signalCode === null) return undefined;
      throw new Error(`it ended with ${this.child.exitCode}, and never said ${pattern}:\n${this.#out}${this.#err}`);
    }, withinMs);
  }

  /** The namespaces of the lab that it made, as there are now. */
  namespaces(): string[] {
    return namespaces().filter((name) => name.startsWith(`tcpspec-${this.pid}.`));
  }
}

/** Starts the program. */
export function start(args: readonly string[], options: Start = {}): Started {
  const { prefix = [], program = PROGRAM } = options;
  return new Started([...prefix, process.execPath, program, ...args], options);
}

/** Runs the program to its end. */
export function tcpspec(args: readonly string[], options: Start = {}): Promise<Outcome> {
  return start(args, options).ended;
}

/** The named network namespaces that there are. */
export function namespaces(): string[] {
  const { stdout } = spawnSync('ip', ['netns', 'list'], { encoding: 'utf8' });
  return (stdout ?? '').split('\n').flatMap((line) => (line === '' ? [] : [line.split(' ')[0] ?? '']));
}

/** Waits until something is there; fails after 20 s, unless told. */
export async function until<T>(look: () => T | undefined, withinMs = 20_000): Promise<T> {
  const limit = performance.now() + withinMs;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > limit) throw new Error(`in vain: ${look}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A folder that is gone when this process has ended. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tcpspec-test-'));
  removeAtExit(folder);
  return folder;
}

/** Has a folder removed when this process ends. */
export function removeAtExit(folder: string): void {
  if (folders.length === 0)
    process.once('exit', () => folders.map((each) => rmSync(each, { recursive: true, force: true })));
  folders.push(folder);
}

const folders: string[] = [];

/** Why no lab can be made here; undefined when one can. */
export function whyNoLab(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  const missing = ['ip', 'ethtool', 'nft', 'sysctl'].find((command) => spawnSync(command, ['--version']).error);
  return missing && `needs ${missing}`;
}

/** Whether this process has a network of its own, so that nobody else's labs are here. */
export function inPrivateNetwork(): boolean {
  const own = spawnSync('readlink', ['/proc/self/ns/net', '/proc/1/ns/net'], { encoding: 'utf8' }).stdout.split('\n');
  return own[0] !== own[1];
}

function content(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
