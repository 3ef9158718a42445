import { execFile } from 'node:child_process';

const WITHIN_MS = 15_000;

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

/** Runs a system command and resolves to what it printed; `input` goes to its standard input. Rejects with CommandFailed. */
export function run(command: readonly string[], input?: string): Promise<string> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { timeout: WITHIN_MS, maxBuffer: 8 << 20 }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      reject(new CommandFailed(command, (stderr || error.message).trim(), missing));
    });
    child.stdin?.on('error', () => {}); // its exit says more
    child.stdin?.end(input ?? '');
  });
}
