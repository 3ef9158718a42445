import { once } from 'node:events';
import { createServer, isIP, type Socket } from 'node:net';
import { addressOctets, addressText } from './address.js';
import { serve } from './serve.js';

const MOST_CONTROLLERS = 16;
const ADMISSION_MS = 10_000;

/** A control port. */
export interface ControlPort {
  /** ADDR:PORT as it is bound. */
  readonly address: string;
  close(): void;
}

/** Serves controllers that show the token, at an address that is given explicitly. */
export async function listen(options: {
  readonly at: string;
  readonly token: string;
  readonly allowPublic: boolean;
}): Promise<ControlPort> {
  const { host, port } = parseControlAddress(options.at);
  const ends = new Map<Socket, () => void>();
  const server = createServer((connection) => {
    connection.setNoDelay();
    const session = serve(connection, connection, { ...options, hangUp: () => connection.destroySoon() });
    const strangerLeaves = setTimeout(() => session.admitted || connection.destroy(), ADMISSION_MS);
    ends.set(connection, () => session.end());
    connection.once('close', () => {
      clearTimeout(strangerLeaves);
      ends.delete(connection);
    });
  });
  server.maxConnections = MOST_CONTROLLERS;
  server.listen({ host, port });
  await once(server, 'listening');
  const bound = server.address();
  const boundPort = typeof bound === 'object' ? bound?.port : undefined;
  return {
    address: `${isIP(host) === 6 ? `[${host}]` : host}:${boundPort ?? port}`,
    close() {
      server.close();
      for (const [connection, end] of ends) {
        end();
        connection.destroy();
      }
    },
  };
}

/** ADDR:PORT taken apart. Throws, saying why, when the address is none, or is every address of the machine. */
export function parseControlAddress(text: string): { readonly host: string; readonly port: number } {
  const parts = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const host = parts?.[1] ?? parts?.[2] ?? '';
  const port = Number(parts?.[3]);
  if (isIP(host) === 0 || !(port <= 0xffff)) {
    throw new Error(`--listen ${text}: give the control address and port, as 192.0.2.1:7000 or [2001:db8::1]:7000`);
  }
  if (isEveryAddress(host)) {
    throw new Error(`--listen ${text}: this would be every address of the machine; give that of the control network`);
  }
  return { host, port };
}

function isEveryAddress(host: string): boolean {
  const octets = addressOctets(host.replace(/%.*$/, ''));
  return octets !== undefined && ['0.0.0.0', '::', '::ffff:0.0.0.0'].includes(addressText(octets));
}
