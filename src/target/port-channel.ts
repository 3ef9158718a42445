import { connect } from 'node:net';
import type { Channel } from './channel.js';
import { AgentLost } from './errors.js';
import { connected, streamChannel } from './stream-channel.js';

const CONNECT_WITHIN_MS = 5000;

/** The ports that this process speaks through: each takes one controller at a time. */
const taken = new Set<string>();

/**
 * A channel through one of a virtual machine's ports, which are Unix sockets on this side; an agent waits at each. Takes the
 * first that this process does not use. Rejects with AgentLost when there is none, or when the machine is gone.
 */
export async function portChannel(paths: readonly string[]): Promise<Channel> {
  const path = paths.find((each) => !taken.has(each));
  if (path === undefined) throw new AgentLost(`all ${paths.length} ports of the target's agent are in use`);
  taken.add(path);
  try {
    const name = `agent behind ${path}`;
    const channel = streamChannel(name, await connected(name, connect({ path }), CONNECT_WITHIN_MS));
    channel.onEnd(() => taken.delete(path));
    return channel;
  } catch (error) {
    taken.delete(path);
    throw new AgentLost((error as Error).message);
  }
}
