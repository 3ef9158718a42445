import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRun, writeRun } from './json.js';
import { ReportError, writeError } from './report-error.js';
import type { Result } from './run.js';
import { sampleResult, sampleRun } from './sample.test-data.js';

describe('run.json', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tcpspec-report-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is read back as it was written, from the folder and from the file', async () => {
    const path = await writeRun(folder, sampleRun());
    expect(path).to.equal(join(folder, 'run.json'));
    expect(await readRun(folder)).to.deep.equal(sampleRun());
    expect(await readRun(path)).to.deep.equal(sampleRun());
  });

  it('makes the folder', async () => {
    await writeRun(join(folder, 'a', 'b'), sampleRun());
    expect(await readdir(join(folder, 'a', 'b'))).to.deep.equal(['run.json']);
  });

  it('is written without results too', async () => {
    await writeRun(folder, sampleRun({ results: [] }));
    expect((await readRun(folder)).results).to.deep.equal([]);
  });

  it('takes results that are still being produced', async () => {
    await writeRun(folder, { ...sampleRun({ results: many(2000) }), results: produced(2000) });
    expect((await readRun(folder)).results).to.have.lengthOf(2000);
  });

  it('leaves the older file and nothing else when producing the results fails', async () => {
    await writeRun(folder, sampleRun());
    const before = await readFile(join(folder, 'run.json'), 'utf8');
    const failure = await rejection(writeRun(folder, { ...sampleRun(), results: brokenOff() }));
    expect(failure.message).to.equal('broken off');
    expect(await readdir(folder)).to.deep.equal(['run.json']);
    expect(await readFile(join(folder, 'run.json'), 'utf8')).to.equal(before);
  });

  it('says what to do when the disk is full, and leaves nothing behind', async () => {
    // A device that is always full, where the temporary file would be.
    await symlink('/dev/full', join(folder, `.run.json.${process.pid}.partial`));
    const failure = await rejection(writeRun(folder, sampleRun({ results: many(2000) })));
    expect(failure).to.be.instanceOf(ReportError);
    expect(failure.message).to.match(/the disk is full\. Make room, or choose another folder with --out/);
    expect(await readdir(folder)).to.deep.equal([]);
  });

  it('says what to do when a part of the path is a file', async () => {
    await writeFile(join(folder, 'file'), '');
    for (const path of [join(folder, 'file'), join(folder, 'file', 'below')]) {
      const failure = await rejection(writeRun(path, sampleRun()));
      expect(failure).to.be.instanceOf(ReportError);
      expect(failure.message).to.match(/a file.*--out/);
    }
  });

  it('says what to do when a folder stands in its place, and leaves nothing behind', async () => {
    await mkdir(join(folder, 'run.json'));
    expect((await rejection(writeRun(folder, sampleRun()))).message).to.match(
      /a folder stands where the file should be/,
    );
    expect(await readdir(folder)).to.deep.equal(['run.json']);
  });

  for (const code of ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR']) {
    it(`says what to do on ${code}`, () => {
      const failure = writeError(Object.assign(new Error('refused'), { code }), 'out/run.json');
      expect(failure.message).to.match(/^Cannot write out\/run\.json: .*--out/);
    });
  }

  const unreadable: Record<string, readonly [content: string | undefined, message: RegExp]> = {
    'there is none': [undefined, /run\.json: there is no such file/],
    'it is not JSON': ['{"schema": ', /it is not JSON/],
    'it is other JSON': ['{"a": 1}', /it is not a run/],
    'it is null': ['null', /it is not a run/],
    'it is of another version': [
      '{"schema": "tcpspec.run/2"}',
      /its format is tcpspec\.run\/2, and this version reads tcpspec\.run\/1/,
    ],
    'parts of it are missing': ['{"schema": "tcpspec.run/1"}', /it is not a whole run\. .*required property/],
  };

  for (const [what, [content, message]] of Object.entries(unreadable)) {
    it(`is refused with a clear message when ${what}`, async () => {
      if (content !== undefined) await writeFile(join(folder, 'run.json'), content);
      const failure = await rejection(readRun(folder));
      expect(failure).to.be.instanceOf(ReportError);
      expect(failure.message).to.match(message);
    });
  }
});

function many(count: number): Result[] {
  return Array.from({ length: count }, (_, n) => sampleResult({ id: `case-${n}` }));
}

async function* produced(count: number): AsyncIterable<Result> {
  yield* many(count);
}

async function* brokenOff(): AsyncIterable<Result> {
  yield* many(3);
  throw new Error('broken off');
}

async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('it should have been rejected');
}
