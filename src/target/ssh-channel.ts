import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { Channel } from './channel.js';
import { type RemoteFiles, type RemoteMachine, remoteMachine, starterCommand, starterInput } from './remote-start.js';
import { childChannel } from './spawn-channel.js';

/** A machine as the system's ssh client reaches it. What is not given is left to the user's configuration of that client. */
export interface SshPlace {
  readonly host: string;
  readonly port?: number;
  readonly user?: string;
  readonly identityFile?: string;
  /** As after `-o`: `StrictHostKeyChecking=accept-new`. */
  readonly options?: readonly string[];
  /** Node there; found in the PATH when not given. */
  readonly node?: string;
}

/** Why an agent could not be started over ssh: in words that say what to do. */
export class SshFailed extends Error {
  override readonly name = 'SshFailed';
}

const FIRST_LINE_LIMIT = 10_000;
const OLDEST_NODE = [20, 19] as const;

/**
 * Copies the agent to a machine and starts it there, over one run of the system's ssh client, which asks for no password. `filesFor` gives the files
 * for what the machine says it is. Rejects with SshFailed; the channel is that to the agent.
 */
export async function sshChannel(place: SshPlace, filesFor: (machine: RemoteMachine) => RemoteFiles): Promise<Channel> {
  const name = `ssh ${place.user === undefined ? '' : `${place.user}@`}${place.host}`;
  const child = spawn('ssh', sshArguments(place), { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => {}); // the exit that follows says it better
  try {
    const machine = remoteMachine(await firstLine(child, name));
    if (!machine)
      throw new SshFailed(`${name}: what answers is not Node. Does a start-up file of the shell print something?`);
    checkNode(machine, name);
    child.stdin.write(starterInput(filesFor(machine)));
    return childChannel(child, name);
  } catch (error) {
    child.kill('SIGTERM');
    throw error;
  }
}

/** The words after `ssh`. */
export function sshArguments({ host, port, user, identityFile, options = [], node = 'node' }: SshPlace): string[] {
  const ours = ['BatchMode=yes', 'ConnectTimeout=10', 'ServerAliveInterval=5', 'ServerAliveCountMax=3'];
  return [
    '-T',
    ...[...options, ...ours].flatMap((option) => ['-o', option]), // of two the first counts
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(identityFile === undefined ? [] : ['-i', identityFile, '-o', 'IdentitiesOnly=yes']),
    user === undefined ? host : `${user}@${host}`,
    starterCommand(node),
  ];
}

/** What it says first, without the newline; what follows stays to be read. */
function firstLine(child: ChildProcessWithoutNullStreams, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = Buffer.alloc(0);
    let complaint = '';
    const onComplaint = (chunk: Buffer) => {
      complaint = (complaint + chunk.toString('utf8')).slice(-4_096);
    };
    const onData = (chunk: Buffer) => {
      said = Buffer.concat([said, chunk]);
      const end = said.indexOf(10);
      if (end < 0 && said.length < FIRST_LINE_LIMIT) return;
      child.stdout.off('data', onData).pause();
      child.stderr.off('data', onComplaint);
      child.off('close', onClose).off('error', onError);
      if (said.length > end + 1) child.stdout.unshift(said.subarray(end + 1));
      resolve(said.subarray(0, Math.max(0, end)).toString('utf8'));
    };
    const onError = (error: Error) =>
      reject(new SshFailed(`the ssh client cannot be started (${error.message}): install it (package openssh-client)`));
    const onClose = (code: number | null) => reject(new SshFailed(`${name}: ${explained(complaint.trim(), code)}`));
    child.stdout.on('data', onData);
    child.stderr.on('data', onComplaint);
    child.once('close', onClose).once('error', onError);
  });
}

const REASONS: readonly (readonly [pattern: RegExp, words: string])[] = [
  [
    /host key verification failed|no .* host key is known/i,
    'its host key is not known, or not the one that is: connect once with ssh and look at the key, or give StrictHostKeyChecking=accept-new among the options',
  ],
  [
    /permission denied/i,
    'it lets nobody in with the keys that there are: give identityFile (passwords are not asked for), or load the key into ssh-agent',
  ],
  [/identity file .* not accessible/i, 'the identity file cannot be read'],
  [/could not resolve/i, 'there is no such host'],
  [/connection refused/i, 'no ssh server answers there: is it running, and is the port right?'],
  [/timed out|no route to host|network is unreachable/i, 'it cannot be reached'],
  [
    /connection (closed|reset)/i,
    'it closed the connection: the server may limit them (MaxStartups), or not let this user in',
  ],
];

function explained(complaint: string, code: number | null): string {
  const known = REASONS.find(([pattern]) => pattern.test(complaint));
  if (code === 127 || (/node: (command )?not found|No such file or directory/i.test(complaint) && !known))
    return `there is no Node there under this name: install Node.js ${OLDEST_NODE.join('.')} or later, or give its path as agent.ssh.node (${complaint})`;
  if (code === 126) return `Node may not be run there (${complaint})`;
  if (known) return `${known[1]} (${complaint})`;
  return `ssh ended with ${code}${complaint === '' ? '' : `: ${complaint}`}`;
}

function checkNode({ node }: RemoteMachine, name: string): void {
  const [major = 0, minor = 0] = node.replace(/^v/, '').split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new SshFailed(
    `${name}: Node.js there is ${node}, and ${OLDEST_NODE.join('.')} or later is needed (agent.ssh.node names another)`,
  );
}
