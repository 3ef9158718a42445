import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeFolder } from './make-folder.js';

describe('making a folder', () => {
  let place: string;
  beforeEach(() => {
    place = mkdtempSync(join(tmpdir(), 'tcpspec-folder-'));
  });
  afterEach(() => rmSync(place, { recursive: true }));

  it('makes those above it, and takes one that is there', () => {
    const deep = join(place, 'a', 'b', 'c');
    makeFolder(deep);
    makeFolder(deep);
    expect(statSync(deep).isDirectory()).to.equal(true);
  });

  it('fails where none can be made', () => {
    writeFileSync(join(place, 'file'), '');
    expect(() => makeFolder(join(place, 'file', 'a'))).to.throw(/ENOTDIR/);
    expect(() => makeFolder('/proc/none/a')).to.throw(/ENOENT/);
  });
});
