import { expect } from 'chai';
import { labName, labOf } from './names.js';
import { startOf } from './processes.js';

describe('the name of a lab', () => {
  it('says which process made it, and when that started', () => {
    const name = labName(false);
    const half = labOf(`${name}-tester`);
    expect(half).to.deep.include({ lab: name, end: 'tester' });
    expect(half?.owner).to.deep.equal({ pid: process.pid, start: startOf(process.pid) });
  });

  it('names no process where the lab is to stay', () => {
    expect(labOf(`${labName(true)}-target`)).to.include({ end: 'target', owner: undefined });
  });

  it('is the same in each of its targets, which may be numbered', () => {
    for (const end of ['target', 'target1', 'target250'])
      expect(labOf(`tcpspec-kept-abc-${end}`)).to.include({ lab: 'tcpspec-kept-abc', end: 'target' });
  });

  it('is no other namespace’s', () => {
    const others = [
      'web',
      'tcpspec',
      'tcpspec-web-tester',
      'tcpspec-12-abc-tester',
      'tcpspec-kept-abc',
      'x-tcpspec-kept-a-tester',
      'tcpspec-kept-abc-tester1',
      'tcpspec-kept-abc-target0',
    ];
    expect(others.filter((name) => labOf(name))).to.deep.equal([]);
  });
});
