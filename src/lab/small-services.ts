import { createServer, type Socket } from 'node:net';
import { SERVICE_PORTS } from './service-ports.js';

/**
 * The small services of a lab's target: `node small-services.js ADDRESS...`. echo (RFC 862), discard (863), daytime (867), chargen (864),
 * and `idle`, which accepts and never reads, each on its port. Says `ready` when all listen; ends when its standard input does.
 */
const SERVICES: Readonly<Record<keyof typeof SERVICE_PORTS, (socket: Socket) => unknown>> = {
  echo: (socket) => socket.pipe(socket),
  discard: (socket) => socket.resume().once('end', () => socket.end()),
  daytime: (socket) => socket.resume().end(`${new Date().toUTCString()}\r\n`),
  chargen: generate,
  idle: (socket) => socket.pause(),
};

const LINE = `${Array.from({ length: 72 }, (_, n) => String.fromCharCode(33 + n)).join('')}\r\n`;
const LINES = LINE.repeat(20);

function generate(socket: Socket): void {
  const more = () => {
    while (!socket.destroyed && socket.write(LINES));
  };
  socket.on('drain', more);
  more();
}

const listening = (Object.keys(SERVICES) as (keyof typeof SERVICES)[]).flatMap((name) =>
  process.argv.slice(2).map((host) => {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: name === 'idle' }, (socket) => {
      socket.on('error', () => {}); // a peer that resets is none of its business
      SERVICES[name](socket);
    });
    return new Promise<void>((resolve) => server.listen({ port: SERVICE_PORTS[name], host, backlog: 512 }, resolve));
  }),
);

await Promise.all(listening);
process.stdout.write('ready\n');
process.stdin.on('end', () => process.exit(0)).resume();
