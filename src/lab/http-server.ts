import { createServer } from 'node:http';

/**
 * A real HTTP server for a lab's target: `node http-server.js PORT ADDRESS...`. Answers every request with a short text
 * and closes. Says `ready` when it listens; ends when its standard input does.
 */
const [port = '80', ...addresses] = process.argv.slice(2);

const listening = addresses.map((host) => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain', connection: 'close' });
    response.end('hello from a real server\n');
  });
  return new Promise<void>((resolve) => server.listen({ port: Number(port), host, backlog: 512 }, resolve));
});

await Promise.all(listening);
process.stdout.write('ready\n');
process.stdin.on('end', () => process.exit(0)).resume();
