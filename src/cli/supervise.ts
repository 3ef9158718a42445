import { type ChildProcess, spawn } from 'node:child_process';
import { release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { run } from '../lab/command.js';
import { LabError } from '../lab/lab-error.js';
import { downNetns, type NetnsLab, upNetns } from '../lab/netns.js';
import { HTTP_PORT, startHttp } from '../lab/services.js';
import { EXIT, unusable } from './exit.js';
import { environmentOf, handleOf } from './lab-handle.js';

const PROGRAM = fileURLToPath(new URL('../../../bin/tcpspec.js', import.meta.url));
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Makes a lab of namespaces, runs this same command inside its tester's namespace, and takes the lab away, whatever
 * becomes of the process inside: its end, a signal, an abort of native code. Resolves to the exit code.
 */
export async function runInLab(args: readonly string[]): Promise<number> {
  const interruption = { signalled: false };
  const note = () => {
    interruption.signalled = true;
  };
  for (const signal of SIGNALS) process.on(signal, note);
  const lab = await made(() => upNetns());
  let http: { stop(): Promise<void> } | undefined;
  try {
    http = await made(() => startHttp(lab));
    if (interruption.signalled) return EXIT.INTERRUPTED;
    return await runInside(lab, args);
  } finally {
    await http?.stop();
    await downNetns(lab.name);
    for (const signal of SIGNALS) process.off(signal, note);
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

async function made<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof LabError) throw unusable(error.message);
    throw error;
  }
}

function runInside(lab: NetnsLab, args: readonly string[]): Promise<number> {
  const command = ['ip', 'netns', 'exec', lab.tester.namespace, process.execPath, PROGRAM, ...args];
  return followed(command, environmentOf(handleOf(lab, release(), { http: HTTP_PORT })));
}

/**
 * Runs a command in this one's place. It is in a process group of its own, so that Ctrl-C reaches it once, from here,
 * and its own helpers not at all; if this process dies it notices by the IPC channel that closes.
 */
function followed([program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(program, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env, detached: true });
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  return exitCodeOf(child).finally(() => {
    for (const signal of SIGNALS) process.off(signal, forward);
  });
}

function exitCodeOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(unusable(`the run could not be started in the lab: ${error.message}`)));
    child.once('exit', (code, signal) => {
      if (code !== null) return resolve(code);
      const guess = signal === 'SIGABRT' ? ' (the capture library gave up; was the interface taken away?)' : '';
      reject(unusable(`the run inside the lab was ended by ${signal}${guess}`));
    });
  });
}
