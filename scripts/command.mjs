import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

/** The top folder of the project. */
export const TOP = fileURLToPath(new URL('..', import.meta.url));

/** The set-up cannot go on. `exitCode` 3: this machine lacks something; 1: a command failed. */
export class SetupError extends Error {
  name = 'SetupError';

  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs a command in the top folder without showing its output; throws a SetupError that holds the output when it fails. */
export function quietly(command, args, { environment = {}, exitCode = 1 } = {}) {
  const result = attempt(command, args, environment);
  if (result.status === 0) return;
  const how = result.error?.message ?? (result.signal ? `ended by ${result.signal}` : `exit code ${result.status}`);
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}`.trimEnd();
  throw new SetupError(`${[command, ...args].join(' ')}: ${how}\n${output}`.trimEnd(), exitCode);
}

/** Whether a command can be run in the top folder and succeeds; its output is not shown. */
export function succeeds(command, args) {
  return attempt(command, args).status === 0;
}

/**
 * Runs a command in the top folder with this terminal, and resolves with its exit code. A signal that ends this process
 * waits for the command's own end: Ctrl-C reaches it through the terminal, other signals are passed on.
 */
export function inForeground(command, args, environment = {}) {
  const child = spawn(command, args, { cwd: TOP, stdio: 'inherit', env: { ...process.env, ...environment } });
  const passOn = (signal) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, passOn);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      for (const name of signals) process.off(name, passOn);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

function attempt(command, args, environment = {}) {
  return spawnSync(command, args, {
    cwd: TOP,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
