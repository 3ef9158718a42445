import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Frame } from '../link/link.js';
import { readPcapng } from '../link/pcapng.js';
import { Evidence } from './evidence.js';
import { temporaryFolder } from './run-program.fixture.js';

const LINK = { framing: 'ethernet', device: 'test0', timestamps: 'virtual' } as const;

function frame(at: number): Frame {
  return { at, direction: 'sent', bytes: Uint8Array.of(at) };
}

function evidenceIn(folder: string) {
  const failures: Error[] = [];
  const path = join(folder, 'evidence.pcapng');
  const evidence = new Evidence(path, (error) => void failures.push(error));
  return { evidence, path, failures };
}

/** Label and first octet of each frame of a file. */
function filed(path: string): string[] {
  return readPcapng(path).frames.map(({ comment, bytes }) => `${comment} ${bytes[0]}`);
}

describe('the evidence', () => {
  it("keeps each case's frames together, in the order in which the cases ended", async () => {
    const { evidence, path } = evidenceIn(temporaryFolder());
    evidence.open(LINK);
    for (const owner of ['a', 'b']) evidence.begin(owner);
    for (const [at, owner] of ['a', 'b', 'a', 'b', undefined].entries()) evidence.file(frame(at), owner);
    for (const owner of ['b', 'a']) evidence.end(owner);
    await evidence.close();
    expect(filed(path)).to.deep.equal(['b 1', 'b 3', 'a 0', 'a 2', 'the link 4']);
    expect(evidence.takePlace('b')).to.deep.equal({ file: 'evidence.pcapng', first: 1, count: 2 });
    expect(evidence.takePlace('a')).to.deep.equal({ file: 'evidence.pcapng', first: 3, count: 2 });
  });

  it('holds no frame of a case that has ended, and few of nobody', async () => {
    const { evidence } = evidenceIn(temporaryFolder());
    evidence.open(LINK);
    for (let n = 0; n < 500; n++) {
      evidence.begin(`case ${n}`);
      for (let at = 0; at < 10; at++) evidence.file(frame(at), `case ${n}`);
      expect(evidence.held).to.be.within(10, 10 + 256);
      evidence.end(`case ${n}`);
      for (let at = 0; at < 5; at++) evidence.file(frame(at), undefined);
      expect(evidence.held).to.be.below(256);
    }
    await evidence.close();
  });

  it('gives the link what comes for a case that has ended, and what came before the file was begun', async () => {
    const { evidence, path } = evidenceIn(temporaryFolder());
    for (let at = 0; at < 2; at++) evidence.file(frame(at), undefined);
    evidence.open(LINK);
    evidence.begin('a');
    evidence.end('a');
    evidence.file(frame(2), 'a');
    await evidence.close();
    expect(filed(path)).to.deep.equal(['the link 0', 'the link 1', 'the link 2']);
    expect(evidence.takePlace('a')).to.include({ count: 0 });
  });

  it('bounds what one case may have, and counts the rest', async () => {
    const { evidence, path } = evidenceIn(temporaryFolder());
    evidence.open(LINK);
    evidence.begin('a');
    for (let n = 0; n < 20_003; n++) evidence.file(frame(1), 'a');
    await evidence.close();
    expect(evidence.dropped).to.equal(3);
    expect(readPcapng(path).frames).to.have.length(20_000);
  });

  it('writes a case that had not ended too, and takes no more after that', async () => {
    const { evidence, path } = evidenceIn(temporaryFolder());
    evidence.open(LINK);
    evidence.begin('a');
    evidence.file(frame(1), 'a');
    await evidence.close();
    evidence.file(frame(2), undefined);
    expect(evidence.held).to.equal(0);
    expect(filed(path)).to.deep.equal(['a 1']);
  });

  it('leaves nothing when it is given up', () => {
    const folder = temporaryFolder();
    const { evidence } = evidenceIn(folder);
    evidence.open(LINK);
    evidence.abort();
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('tells at once, and once, that the disk is full, and disturbs no case', async () => {
    const folder = temporaryFolder();
    const { evidence, path, failures } = evidenceIn(folder);
    evidence.open(LINK);
    await evidence.close();
    const full = evidenceIn(join(folder, 'full'));
    mkdirSync(join(folder, 'full'));
    symlinkSync('/dev/full', `${full.path}.partial`);
    full.evidence.open(LINK);
    full.evidence.begin('a');
    full.evidence.file(frame(1), 'a');
    full.evidence.end('a');
    expect(full.failures.map(String).join()).to.match(/^Error: cannot write .*ENOSPC[^E]*$/);
    expect(await full.evidence.close().catch(String)).to.match(/ENOSPC/);
    expect([existsSync(path), existsSync(full.path), failures]).to.deep.equal([true, false, []]);
  });
});
