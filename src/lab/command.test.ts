import { expect } from 'chai';
import { CommandFailed, run } from './command.js';
import { startOf } from './processes.js';

describe('a system command', () => {
  it('gives what it prints, and takes its input', async () => {
    expect(await run(['cat'], { input: 'hello' })).to.equal('hello');
  });

  it('fails with what it said', async () => {
    const error = await run(['sh', '-c', 'echo no such luck >&2; exit 4']).catch((reason) => reason);
    expect(error).to.be.instanceOf(CommandFailed).and.include({ said: 'no such luck', missing: false });
  });

  it('is told apart from one that is not installed', async () => {
    const error = await run(['tcpspec-has-no-such-command']).catch((reason) => reason);
    expect(error).to.be.instanceOf(CommandFailed).and.include({ missing: true });
    expect(error.message).to.equal('tcpspec-has-no-such-command is not installed');
  });

  it('is in a session of its own, where Ctrl-C does not reach it', async () => {
    const [pid, session] = (await run(['sh', '-c', 'cut -d" " -f1,6 /proc/self/stat'])).trim().split(' ');
    expect(session).not.to.equal(String(process.pid));
    expect(startOf(Number(pid))).to.equal(undefined); // it has ended
    expect(startOf(process.pid)).to.be.a('number');
  });
});
