import type { ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { AgentUser } from '../target/agent.js';
import { portChannel } from '../target/port-channel.js';
import { LabError } from './lab-error.js';

const LOOK_EVERY_MS = 50;
const LAST_LINES = 20;

/** What is waited for, and where its console goes. */
export interface Waiting {
  readonly withinMs: number;
  readonly console: string;
  readonly signal: AbortSignal | undefined;
}

/** Waits until a machine's agent answers. Rejects with LabError, which ends with the last of the console, when it does not come to that. */
export function agentAnswers(socket: string, machine: ChildProcess, waiting: Waiting): Promise<void> {
  return unlessEnded(machine, waiting, met(socket, performance.now() + waiting.withinMs));
}

/** The same, until its console says something. */
export function consoleSays(words: string, machine: ChildProcess, waiting: Waiting): Promise<void> {
  return unlessEnded(machine, waiting, said(words, waiting.console, performance.now() + waiting.withinMs));
}

async function unlessEnded(machine: ChildProcess, waiting: Waiting, work: Promise<void>): Promise<void> {
  const ended = new Promise<never>((_, reject) => {
    machine.once('error', (error) => reject(new Error(`it could not be started: ${error.message}`)));
    machine.once('exit', (code, signal) => reject(new Error(`it ended with ${signal ?? code}`)));
    waiting.signal?.addEventListener('abort', () => reject(new Error('it was stopped')), { once: true });
  });
  try {
    await Promise.race([ended, work]);
  } catch (error) {
    waiting.signal?.throwIfAborted();
    throw new LabError(
      `the virtual machine did not come up: ${(error as Error).message}${await lastWords(waiting.console)}`,
    );
  }
}

async function said(words: string, console: string, until: number): Promise<void> {
  while (!(await readFile(console, 'latin1')).includes(words)) {
    if (performance.now() > until) throw new Error('its agent was not there in time');
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function met(socket: string, until: number): Promise<void> {
  for (;;) {
    const leftMs = until - performance.now();
    if (leftMs <= 0) throw new Error('its agent did not answer in time');
    try {
      const user = await AgentUser.meet(await portChannel([socket]), { greetWithinMs: leftMs });
      return await user.end();
    } catch (error) {
      if (performance.now() + LOOK_EVERY_MS > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

async function lastWords(console: string): Promise<string> {
  const read = (path: string) => readFile(path, 'latin1').catch(() => '');
  const words = `${await read(`${console}.qemu`)}${await read(console)}`.replace(/[^\x20-\x7e\n]/g, '');
  const lines = words.split('\n').filter((line) => line.trim() !== '');
  return lines.length === 0 ? '' : `; its console ended with\n${lines.slice(-LAST_LINES).join('\n')}`;
}
