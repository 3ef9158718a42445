import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runAgent } from './main.js';
import { readToken, sameToken } from './token.js';

describe('runAgent', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tcpspec-token-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('does not listen without a token', async () => {
    expect(await rejection(runAgent({ listen: '127.0.0.1:0' }))).to.contain('--token-file');
  });

  it('does not listen with a token that is short', async () => {
    const tokenFile = join(folder, 'short');
    writeFileSync(tokenFile, 'fifteen letters\n');
    expect(await rejection(runAgent({ listen: '127.0.0.1:0', tokenFile }))).to.contain('16 characters');
  });

  it('does not listen at every address', async () => {
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, '0123456789abcdef\n');
    expect(readToken(tokenFile)).to.equal('0123456789abcdef');
    expect(await rejection(runAgent({ listen: '0.0.0.0:7000', tokenFile }))).to.contain('every address');
  });
});

describe('sameToken', () => {
  it('compares tokens of any lengths', () => {
    expect(sameToken('token', 'token')).to.equal(true);
    for (const other of ['', 'toke', 'tokens', 'Token']) expect(sameToken('token', other)).to.equal(false);
  });
});

async function rejection(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'it did not fail',
    (error: Error) => error.message,
  );
}
