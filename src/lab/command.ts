import { spawn } from 'node:child_process';

const WITHIN_MS = 15_000;
const KEPT_CHARACTERS = 8 << 20;

/** A system command did not work. The message holds the command and what it said. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  constructor(
    readonly command: readonly string[],
    readonly said: string,
    readonly missing: boolean,
  ) {
    super(missing ? `${command[0]} is not installed` : `${command.join(' ')}: ${said}`);
  }
}

/** How a command is run. */
export interface RunningOptions {
  /** Goes to its standard input. */
  readonly input?: string;
  /** 15 seconds unless given. */
  readonly withinMs?: number;
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/**
 * Runs a system command and resolves to what it printed. Rejects with CommandFailed. It is in a session of its own: Ctrl-C
 * at the terminal stops the caller, who then puts in order what the command made.
 */
export function run(command: readonly string[], options: RunningOptions = {}): Promise<string> {
  const [program = '', ...args] = command;
  const { input, withinMs = WITHIN_MS, signal, env = process.env, cwd } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...{ stdio: 'pipe', detached: true, timeout: withinMs, killSignal: 'SIGKILL', env },
      ...(signal ? { signal } : {}),
      ...(cwd === undefined ? {} : { cwd }),
    });
    const printed = collect(child.stdout);
    const complained = collect(child.stderr);
    child.once('error', (error: NodeJS.ErrnoException) => {
      reject(new CommandFailed(command, error.message, error.code === 'ENOENT'));
    });
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(printed());
      const how = signal ? `ended by ${signal}` : `exit code ${code}`;
      reject(new CommandFailed(command, complained().trim() || how, false));
    });
    child.stdin.on('error', () => {}); // its exit says more
    child.stdin.end(input ?? '');
  });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    if (text.length < KEPT_CHARACTERS) text += chunk;
  });
  return () => text;
}
