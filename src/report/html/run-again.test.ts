import { expect } from 'chai';
import { sampleResult } from '../sample.test-data.js';
import { runAgain, shellWord } from './run-again.js';

describe('the command that runs a case again', () => {
  const result = sampleResult({ id: 'rfc9293/3.6/x', family: 6 });
  const again = (...command: string[]) => runAgain({ command, seed: 9 }, result);
  const end = '--family 6 --seed 9 --out reports/again';

  it('keeps the target and leaves the choice of cases', () => {
    expect(
      again(
        'tcpspec',
        'run',
        'rfc9293/**',
        '--lab',
        'model',
        '--fault',
        'a',
        '--fault=b',
        '--level',
        'must',
        'should',
        '--seed',
        '1',
        '--out',
        'x',
      ),
    ).to.equal(`tcpspec run rfc9293/3.6/x --lab model --fault a --fault b ${end}`);
    expect(
      again(
        'tcpspec',
        'run',
        '--target',
        'a b.yaml',
        '--skip',
        'rfc1',
        '--last-failed',
        '--offloads-off',
        '--repeat',
        '3',
      ),
    ).to.equal(`tcpspec run rfc9293/3.6/x --target 'a b.yaml' --offloads-off ${end}`);
  });

  it('is safe to paste, whatever its words hold', () => {
    expect(again('tcpspec', 'run', '--lab', "$(x); 'y'")).to.contain(`--lab '$(x); '\\''y'\\'''`);
    expect(shellWord('')).to.equal("''");
    expect(shellWord('a\nb')).to.equal("'a\nb'");
  });
});
