import type { Session } from '../harness/session.js';
import type { Network } from '../host/network.js';
import type { PhantomHost, Tap } from '../host/phantom-host.js';
import type { Link } from '../link/link.js';
import { AgentUser } from '../target/agent.js';
import type { Channel } from '../target/channel.js';
import { portChannel } from '../target/port-channel.js';
import { ServicesUser } from '../target/services.js';
import { spawnChannel } from '../target/spawn-channel.js';
import { sshChannel } from '../target/ssh-channel.js';
import { tcpChannel } from '../target/tcp-channel.js';
import type { User } from '../target/user.js';
import { agentFiles } from './agent-files.js';
import { explained } from './explained.js';
import { Links } from './links.js';
import type { SettledOffloads } from './offloads.js';
import type { AgentPlace, TargetSettings } from './settings.js';

/** A target that answers, with everything that a run needs to talk to it. `close` gives all of it up. */
export interface OpenTarget {
  readonly link: Link;
  readonly network: Network;
  readonly host: PhantomHost;
  /** Brings a further phantom host to life; absent where the link has room for one alone. */
  readonly anotherHost?: Session['anotherHost'];
  readonly user: User;
  /** Meets another agent like it: with a command a process of its own. */
  readonly startUser: () => Promise<User>;
  readonly answersEcho: { readonly 4: boolean; readonly 6: boolean };
  /** How the offloads of the tester's interface stand; undefined where there is no interface. */
  readonly offloads?: SettledOffloads;
  close(): Promise<void>;
}

/** Addresses that are no one host's: an OPEN towards one must fail in the target itself (RFC 9293 3.9.2.3), so the agent has to let it through. */
const NOBODY: readonly string[] = ['224.0.0.1', '255.255.255.255', 'ff02::1'];

/** An emulated machine that sends megabytes into another case's window has time for nothing else. */
const MACHINE_ANSWERS_WITHIN_MS = 30_000;

const ECHO_WITHIN_MS = 1_000;

/** How targets are opened that may share interfaces: see `openTarget`. */
export function targetOpener(all: readonly TargetSettings[]) {
  const links = new Links(all);
  return (settings: TargetSettings, tap: Tap) => openTarget(settings, tap, links);
}

/** Opens the link, brings the phantom host to life, finds the target and meets its agent. Throws with exit 3 and what to do. */
async function openTarget(settings: TargetSettings, tap: Tap, links: Links): Promise<OpenTarget> {
  const closers: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const { link, network, host, anotherHost, offloads, leave } = await links.join(settings, tap);
    closers.push(leave);
    const answersEcho = { 4: false, 6: false };
    for (const family of settings.families) answersEcho[family] = await find(host, settings.address[family] ?? '');
    const own = [host.addresses[4], host.addresses[6]].filter((address) => address !== undefined);
    const peers = [...own, ...NOBODY];
    const startUser = () => meetUser(settings.agent, peers);
    const user = await startUser();
    closers.push(() => user.end());
    return { link, network, host, anotherHost, user, startUser, answersEcho, offloads, close };
  } catch (error) {
    await close();
    throw explained(error);
  }
}

/** Resolves the address; says whether the target answers echo requests there. */
async function find(host: PhantomHost, address: string): Promise<boolean> {
  await host.resolve(address);
  for (let attempt = 0; attempt < 2; attempt++) {
    if ((await host.echo(address, { withinMs: ECHO_WITHIN_MS })) !== undefined) return true;
  }
  return false;
}

async function meetUser(place: AgentPlace | undefined, peers: readonly string[]): Promise<User> {
  if (place === undefined) return new ServicesUser();
  const slow = 'sockets' in place ? { answerWithinMs: MACHINE_ANSWERS_WITHIN_MS } : {};
  return AgentUser.meet(await openChannel(place), { peers, ...slow });
}

async function openChannel(place: AgentPlace): Promise<Channel> {
  if ('command' in place) return spawnChannel(place.command);
  if ('sockets' in place) return portChannel(place.sockets);
  if ('ssh' in place) return sshChannel(place.ssh, agentFiles);
  return tcpChannel(place.address, place.port, place.token);
}
