import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { run } from '../lab/command.js';
import { downLab } from '../lab/down.js';
import { listLabNamespaces } from '../lab/names.js';
import { interruptedEarly, unusable } from './exit.js';
import { environmentOf } from './lab-handle.js';
import { type LabOrder, makeLab, withServers } from './make-lab.js';
import { onStop } from './stops.js';

const PROGRAM = fileURLToPath(new URL('../../../bin/tcpspec.js', import.meta.url));

/**
 * Makes a lab, runs this same command inside its tester's namespace, and takes the lab away, whatever becomes of the
 * process inside: its end, a signal, an abort of native code. Resolves to the exit code.
 */
export async function runInLab(args: readonly string[], order: Omit<LabOrder, 'signal'>): Promise<number> {
  const stop = new AbortController();
  const stopped = () => stop.signal.aborted;
  const ignoreStops = onStop(() => stop.abort());
  try {
    const made = await makeLab({ ...order, signal: stop.signal });
    try {
      if (stopped()) throw interruptedEarly();
      const ready = await withServers(made, order.small ?? false, stopped);
      try {
        if (stopped()) throw interruptedEarly();
        const inside = ['ip', 'netns', 'exec', ready.lab.tester.namespace, process.execPath, PROGRAM, ...args];
        return await followed(inside, environmentOf(ready));
      } finally {
        await ready.release();
      }
    } finally {
      await downLab(made.lab.name);
    }
  } catch (error) {
    // An interrupt can hit a command before it has a session of its own; the lab is gone already.
    if (stopped() && (await labIsGone())) throw interruptedEarly();
    throw error;
  } finally {
    ignoreStops();
  }
}

/**
 * The same for a user who is not root: the whole command runs again inside a user namespace, in which it may make
 * network namespaces. Resolves to the exit code.
 */
export async function runInUserNamespace(args: readonly string[]): Promise<number> {
  const unshare = ['unshare', '--user', '--map-root-user', '--net', '--mount', '--'];
  await run([...unshare, 'true']).catch((error: Error) => {
    throw unusable(
      `you are not root, and a user namespace cannot be made (${error.message}): run as root, or allow user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns)`,
    );
  });
  const inside = 'mount -t tmpfs tmpfs /run && exec "$@"';
  return followed([...unshare, 'sh', '-c', inside, 'sh', process.execPath, PROGRAM, ...args], process.env);
}

async function labIsGone(): Promise<boolean> {
  const labs = await listLabNamespaces();
  return !labs.some(({ owner }) => owner?.pid === process.pid);
}

/**
 * Runs a command in this one's place. It is in a process group of its own, so that Ctrl-C reaches it once, from here,
 * and its own helpers not at all; if this process dies it notices by the IPC channel that closes.
 */
async function followed([program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(program, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env, detached: true });
  let passedOn = false;
  const ignoreStops = onStop((stop) => {
    passedOn = true;
    child.kill(stop === 'orphaned' ? 'SIGTERM' : stop);
  });
  try {
    const { code, signal } = await endOf(child);
    if (code !== null) return code;
    if (passedOn && signal !== 'SIGKILL') throw interruptedEarly(); // before it had come so far as to listen to signals
    throw unusable(
      `the run inside the lab was ended by ${signal}${guess(signal)}; there is no report of it, but \`tcpspec report FOLDER\` tells what it had found`,
    );
  } finally {
    ignoreStops();
  }
}

function endOf(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(unusable(`the run could not be started in the lab: ${error.message}`)));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

function guess(signal: NodeJS.Signals | null): string {
  if (signal === 'SIGABRT') return ' (the capture library gave up: was the interface taken away?)';
  return signal === 'SIGKILL' ? ' (by someone, or by the kernel for want of memory)' : '';
}
