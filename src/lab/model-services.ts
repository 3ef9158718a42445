import type { Clock } from '../link/clock.js';
import { CallFailed } from '../target/errors.js';
import type { User } from '../target/user.js';
import { SERVICE_PORTS } from './service-ports.js';

/** A connection that a service has taken. */
interface Taken {
  readonly user: User;
  readonly clock: Clock;
  readonly socket: number;
}

type Serve = (taken: Taken) => Promise<void>;

const WAIT_MS = 60_000;
const SHORTEST_GAP_MS = 1;
const LONGEST_GAP_MS = 128;
const READ_OCTETS = 4_096;
const LABEL = 'services';
const LINE = `${Array.from({ length: 72 }, (_, n) => String.fromCharCode(33 + n)).join('')}\r\n`;
const LINES = Buffer.from(LINE.repeat(14)).toString('base64');

const SERVICES: Readonly<Record<keyof typeof SERVICE_PORTS, Serve>> = {
  echo: async (taken) => {
    for (;;) {
      const { data, end } = await receive(taken);
      if (data !== '') await sendAll(taken, data);
      if (end) break;
    }
    await taken.user.close({ socket: taken.socket });
  },

  discard: async (taken) => {
    while (!(await receive(taken)).end);
    await taken.user.close({ socket: taken.socket });
  },

  /** Closes its half, and reads on until the peer has closed the other. */
  daytime: async (taken) => {
    const { user, socket } = taken;
    await user.send({ socket, data: Buffer.from('Thursday, January 1, 1970 00:00:00-UTC\r\n').toString('base64') });
    await user.shutdown({ socket, how: 'send' });
    while (!(await receive(taken)).end);
    await user.close({ socket });
  },

  chargen: async (taken) => {
    for (;;) await sendAll(taken, LINES);
  },

  idle: async () => {},
};

/**
 * Runs the small services over a user of the model, in both families, until that user ends. Each connection is served apart; one
 * that fails is given up.
 */
export async function serveModel(user: User, clock: Clock): Promise<void> {
  for (const [name, port] of Object.entries(SERVICE_PORTS)) {
    for (const family of [4, 6] as const) {
      const { socket } = await user.open({ case: LABEL, family });
      await user.bind({ socket, port });
      await user.listen({ socket, backlog: 512 });
      void serve(SERVICES[name as keyof typeof SERVICE_PORTS], { user, clock, socket });
    }
  }
}

async function serve(service: Serve, { user, clock, socket: listener }: Taken): Promise<void> {
  for (;;) {
    try {
      const { socket } = await user.accept({ socket: listener, withinMs: WAIT_MS });
      service({ user, clock, socket }).catch(() => void user.abort({ socket }).catch(() => {}));
    } catch (error) {
      if (!(error instanceof CallFailed && error.errno === 'EAGAIN')) return; // the model is taken down
    }
  }
}

async function receive({ user, socket }: Taken): Promise<{ data: string; end: boolean }> {
  for (;;) {
    try {
      return await user.receive({ socket, max: READ_OCTETS, withinMs: WAIT_MS });
    } catch (error) {
      if (!(error instanceof CallFailed && error.errno === 'EAGAIN')) throw error;
    }
  }
}

/** As a blocking SEND does: it waits while there is no room. */
async function sendAll({ user, clock, socket }: Taken, data: string): Promise<void> {
  let left = Buffer.from(data, 'base64');
  for (let gapMs = SHORTEST_GAP_MS; left.length > 0; gapMs = Math.min(2 * gapMs, LONGEST_GAP_MS)) {
    try {
      const { count } = await user.send({ socket, data: left.toString('base64') });
      left = left.subarray(count);
      gapMs = SHORTEST_GAP_MS;
    } catch (error) {
      if (!(error instanceof CallFailed && error.errno === 'EAGAIN')) throw error;
      await new Promise<void>((resolve) => void clock.after(gapMs, resolve));
    }
  }
}
