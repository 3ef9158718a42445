import { createServer, type Socket } from 'node:net';

/**
 * The small services of a lab's target: `node small-services.js ADDRESS...`. echo (RFC 862), discard (863), daytime (867), chargen (864),
 * and `idle`, which accepts and never reads, each on its port. Says `ready` when all listen; ends when its standard input does.
 */
const SERVICES: readonly (readonly [port: number, serve: (socket: Socket) => void])[] = [
  [7, (socket) => socket.pipe(socket)],
  [9, (socket) => socket.resume().once('end', () => socket.end())],
  [13, (socket) => socket.resume().end(`${new Date().toUTCString()}\r\n`)],
  [19, generate],
  [1009, (socket) => socket.pause()],
];

const LINE = `${Array.from({ length: 72 }, (_, n) => String.fromCharCode(33 + n)).join('')}\r\n`;
const LINES = LINE.repeat(20);

function generate(socket: Socket): void {
  const more = () => {
    while (!socket.destroyed && socket.write(LINES));
  };
  socket.on('drain', more);
  more();
}

const listening = SERVICES.flatMap(([port, serve]) =>
  process.argv.slice(2).map((host) => {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: serve === SERVICES[4]?.[1] }, (socket) => {
      socket.on('error', () => {}); // a peer that resets is none of its business
      serve(socket);
    });
    return new Promise<void>((resolve) => server.listen({ port, host, backlog: 512 }, resolve));
  }),
);

await Promise.all(listening);
process.stdout.write('ready\n');
process.stdin.on('end', () => process.exit(0)).resume();
