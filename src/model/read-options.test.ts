import { expect } from 'chai';
import { decodeOptions, encodeOptions, type TcpOption } from '../wire/tcp-options.js';
import { readOptions } from './read-options.js';

describe('options that arrive', () => {
  it('are read in any order', () => {
    const read = optionsOf([
      { kind: 'window-scale', shift: 7 },
      { kind: 'timestamps', value: 5, echoReply: 6 },
      { kind: 'nop' },
      { kind: 'sack-permitted' },
      { kind: 'mss', value: 1_000 },
    ]);
    expect(read).to.deep.equal({
      mss: 1_000,
      scale: 7,
      sackPermitted: true,
      timestamps: { value: 5, echo: 6 },
      unknown: false,
      broken: false,
    });
  });

  it('count once', () => {
    const twice: TcpOption[] = [
      { kind: 'mss', value: 1 },
      { kind: 'mss', value: 2 },
    ];
    expect(optionsOf(twice).mss).to.equal(1);
  });

  it('are noted when they are unknown or broken', () => {
    expect(optionsOf([{ kind: 'unknown', number: 77, data: new Uint8Array(2) }])).to.deep.equal({
      unknown: true,
      broken: false,
    });
    expect(optionsOf([{ kind: 'raw', bytes: Uint8Array.of(77, 0) }])).to.deep.equal({ unknown: false, broken: true });
  });
});

function optionsOf(options: readonly TcpOption[]) {
  return readOptions(decodeOptions(encodeOptions(options)));
}
