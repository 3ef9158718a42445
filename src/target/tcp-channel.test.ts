import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { AgentUser } from './agent.js';
import { AgentLost, CallRejected } from './errors.js';
import { tcpChannel } from './tcp-channel.js';

const TOKEN = '0123456789abcdef';
const MAIN = new URL('../agent/main.js', import.meta.url).href;

describe('AgentUser with an agent that listens', function () {
  this.timeout(10_000);
  let folder: string;
  let child: ChildProcess;
  let port: number;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tcpspec-token-'));
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, TOKEN);
    const options = JSON.stringify({ listen: '127.0.0.1:0', tokenFile });
    const script = `import { runAgent } from ${JSON.stringify(MAIN)}; await runAgent(${options})`;
    child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'ignore', 'pipe'] });
    const [said] = (await once(child.stderr ?? child, 'data')) as [Buffer];
    port = Number(/:(\d+)\n/.exec(said.toString())?.[1]);
  });
  after(async () => {
    const exited = once(child, 'exit');
    child.kill();
    expect((await exited)[0]).to.equal(0);
    rmSync(folder, { recursive: true });
  });

  it('meets it with the token, as often as it likes', async () => {
    for (let i = 0; i < 2; i++) {
      const agent = await AgentUser.meet(await tcpChannel('127.0.0.1', port, TOKEN), { peers: ['127.0.0.1'] });
      expect((await agent.open({ case: 'tcp', family: 4 })).socket).to.equal(1);
      await agent.end();
    }
  });

  it('is refused with another token', async () => {
    const error = await rejection(tcpChannel('127.0.0.1', port, 'another').then((channel) => AgentUser.meet(channel)));
    expect(error).to.be.instanceOf(CallRejected).and.include({ call: 'hello', error: 'refused' });
  });
});

describe('tcpChannel', () => {
  it('says where nothing listens', async () => {
    expect((await rejection(tcpChannel('127.0.0.1', 1, TOKEN))).message).to.contain('agent at 127.0.0.1 port 1');
  });

  it('ends when the other end sends a line without end', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('x'.repeat(3 * 1024 * 1024));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const channel = await tcpChannel('127.0.0.1', typeof address === 'object' ? (address?.port ?? 0) : 0, TOKEN);
    const error = await rejection(AgentUser.meet(channel));
    expect(error).to.be.instanceOf(AgentLost);
    expect(error.message).to.contain('too long');
    server.close();
  });
});

async function rejection(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => new Error('it did not fail'),
    (error: Error) => error,
  );
}
