import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { cached, cacheFolder, inCache } from './cache.js';

describe('the cache', () => {
  let folder: string;
  const before = process.env.TCPSPEC_CACHE;
  const said: string[] = [];
  const say = (text: string) => void said.push(text);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tcpspec-test-'));
    process.env.TCPSPEC_CACHE = folder;
    said.length = 0;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.TCPSPEC_CACHE;
    else process.env.TCPSPEC_CACHE = before;
    rmSync(folder, { recursive: true });
  });

  function writing(text: string, made: string[] = []) {
    return async (into: string) => {
      made.push(text);
      await new Promise((resolve) => setImmediate(resolve));
      writeFileSync(join(into, 'thing'), text);
    };
  }

  it('is where the user says, or in the user’s cache folder', () => {
    expect(cacheFolder({ TCPSPEC_CACHE: '/there' })).to.equal('/there');
    expect(cacheFolder({ XDG_CACHE_HOME: '/caches' })).to.equal('/caches/tcpspec');
    expect(cacheFolder({})).to.match(/\/\.cache\/tcpspec$/);
  });

  it('makes a thing once, also for several who want it at the same time', async () => {
    const made: string[] = [];
    const all = await Promise.all(['a', 'b', 'c'].map((text) => cached('image', { say }, writing(text, made))));
    expect(new Set(all)).to.deep.equal(new Set([join(folder, 'image')]));
    expect(made).to.have.length(1);
    expect(readFileSync(join(folder, 'image', 'thing'), 'utf8')).to.equal(made[0]);
    expect((await inCache('image'))?.folder).to.equal(join(folder, 'image'));
  });

  it('makes it anew when it is older than asked for, and not before', async () => {
    const use = { say, maxAgeMs: 60_000 };
    await cached('image', use, writing('old'));
    await cached('image', use, writing('again'));
    expect(readFileSync(join(folder, 'image', 'thing'), 'utf8')).to.equal('old');
    const past = new Date(Date.now() - 120_000);
    utimesSync(join(folder, 'image', 'made'), past, past);
    await cached('image', use, writing('new'));
    expect(readFileSync(join(folder, 'image', 'thing'), 'utf8')).to.equal('new');
  });

  it('has nothing of what could not be made, nor of what a process left half made', async () => {
    const failing = cached('image', { say }, async (into) => {
      writeFileSync(join(into, 'half'), '');
      throw new Error('no network');
    });
    expect(await failing.catch((error: Error) => error.message)).to.equal('no network');
    expect(await inCache('image')).to.equal(undefined);
    expect(readdirSync(folder).filter((name) => name.includes('image') && !name.endsWith('.lock'))).to.deep.equal([]);
    await cached('image', { say }, writing('whole'));
    expect(existsSync(join(folder, 'image', 'half'))).to.equal(false);
  });

  it('goes on with what there is when it cannot be made anew, and says so', async () => {
    await cached('image', { say }, writing('old'));
    const past = new Date(Date.now() - 120_000);
    utimesSync(join(folder, 'image', 'made'), past, past);
    const failing = async () => {
      throw new Error('no network');
    };
    await cached('image', { say, maxAgeMs: 60_000 }, failing);
    expect(readFileSync(join(folder, 'image', 'thing'), 'utf8')).to.equal('old');
    expect(said.join('\n')).to.match(/could not be made anew \(no network\); that of \d{4}-\d\d-\d\d is used/);
  });

  it('says where nothing can be written, and what to do', async () => {
    writeFileSync(join(folder, 'file'), '');
    process.env.TCPSPEC_CACHE = join(folder, 'file', 'cache');
    const error = await cached('image', { say }, writing('x')).catch((reason: Error) => reason);
    expect((error as Error).message).to.match(/cannot be written .*TCPSPEC_CACHE/);
  });
});
