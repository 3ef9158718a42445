import { expect } from 'chai';
import { changeable, namesWith, OFFLOADS, offloadsOn, parseFeatures, wordsFor } from './offloads.js';

/** A device with drivers of its own, cut to what matters. */
const REAL = `Features for eth1:
rx-checksumming: on
tx-checksumming: on
\ttx-checksum-ipv4: off [fixed]
\ttx-checksum-ip-generic: on
\ttx-checksum-sctp: on [fixed]
scatter-gather: on
\ttx-scatter-gather: on
\ttx-scatter-gather-fraglist: off [fixed]
tcp-segmentation-offload: off
\ttx-tcp-segmentation: off [requested on]
\ttx-tcp6-segmentation: off [requested on]
generic-segmentation-offload: on
generic-receive-offload: on
large-receive-offload: on [fixed]
rx-vlan-offload: on
ntuple-filters: off
rx-gro-hw: off [requested on]
rx-gro-list: off
hw-tc-offload: on
`;

describe('the features of an interface', () => {
  it('are read one by one, without the headings of groups', () => {
    const features = parseFeatures(REAL);
    expect(features[0]).to.deep.equal({ name: 'rx-checksumming', on: true, fixed: false });
    expect(features.find(({ name }) => name === 'tx-checksum-ip-generic')).to.deep.equal({
      name: 'tx-checksum-ip-generic',
      group: 'tx-checksumming',
      on: true,
      fixed: false,
    });
    expect(features.map(({ name }) => name)).to.not.include.members(['tx-checksumming', 'scatter-gather']);
    expect(features).to.have.length(16);
  });

  it('are off when they are wanted and cannot be', () => {
    const features = parseFeatures(REAL);
    expect(features.find(({ name }) => name === 'tx-tcp-segmentation')).to.include({ on: false, fixed: false });
    expect(features.find(({ name }) => name === 'rx-gro-hw')).to.include({ on: false });
  });

  it('are to be turned off when they are offloads, on, and not fixed', () => {
    const names = changeable(parseFeatures(REAL));
    expect(names).to.deep.equal([
      'rx-checksumming',
      'tx-checksum-ip-generic',
      'tx-scatter-gather',
      'generic-segmentation-offload',
      'generic-receive-offload',
    ]);
    expect(wordsFor(names.slice(0, 2), 'off')).to.deep.equal([
      'rx-checksumming',
      'off',
      'tx-checksum-ip-generic',
      'off',
    ]);
  });

  it('are told by what they do to a run', () => {
    const features = parseFeatures(REAL);
    expect(namesWith('merges', features)).to.deep.equal(['generic-receive-offload', 'large-receive-offload']);
    expect(namesWith('slots', features)).to.deep.equal(['generic-segmentation-offload']);
    expect(namesWith('none', features)).to.deep.equal(['rx-checksumming', 'tx-checksumming', 'scatter-gather']);
  });

  it('of other kinds are left alone', () => {
    const names = offloadsOn(parseFeatures(REAL)).map(({ name }) => name);
    expect(names).to.not.include.members(['rx-vlan-offload', 'hw-tc-offload']);
  });

  it('are not found in text of another form', () => {
    const noise = 'netlink error: No such device\nCannot get device features: oops\n; rm: on\n--x: on\nname: maybe\n';
    expect(parseFeatures(noise)).to.deep.equal([]);
    expect(parseFeatures('')).to.deep.equal([]);
    expect(parseFeatures('\tstray-child: on\r\n')).to.deep.equal([{ name: 'stray-child', on: true, fixed: false }]);
  });

  it('that merge are all in the list', () => {
    const merging = Object.entries(OFFLOADS).filter(([, { effect }]) => effect === 'merges');
    expect(merging.map(([name]) => name)).to.have.members([
      'generic-receive-offload',
      'large-receive-offload',
      'rx-gro-hw',
      'rx-gro-list',
    ]);
  });
});
