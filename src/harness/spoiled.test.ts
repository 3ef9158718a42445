import { expect } from 'chai';
import { decodeSegment, encodeSegment } from '../wire/tcp.js';
import { WRONG_CHECKSUMS } from './spoiled.js';

const PATH = { source: '192.0.2.1', destination: '192.0.2.2' };
const SEGMENT = {
  sourcePort: 1,
  destinationPort: 2,
  seq: 3,
  ack: 4,
  flags: 16,
  reserved: 0,
  window: 5,
  urgentPointer: 0,
  options: [],
  payload: new Uint8Array([1, 2, 3]),
};

describe('wrong checksums', () => {
  for (const { name, of } of WRONG_CHECKSUMS) {
    it(`are wrong whatever the right one is: ${name}`, () => {
      for (let right = 0; right <= 0xffff; right++) {
        const wrong = of(right);
        if (wrong < 0 || wrong > 0xffff || wrong % 0xffff === right % 0xffff) expect.fail(`${wrong} for ${right}`);
      }
    });
  }

  it('have one that is right for the protocol number of UDP, and one for an address elsewhere', () => {
    const right = Buffer.from(encodeSegment(SEGMENT, PATH)).readUInt16BE(16);
    const elsewhere = Buffer.from(encodeSegment(SEGMENT, { ...PATH, source: '192.0.3.1' })).readUInt16BE(16);
    const byName = (wanted: string) => WRONG_CHECKSUMS.find(({ name }) => name === wanted)?.of(right);
    expect(byName('address')).to.equal(elsewhere);
    const sum = (~right & 0xffff) + 11;
    expect(byName('protocol')).to.equal(~((sum & 0xffff) + (sum >> 16)) & 0xffff);
    expect(decodeSegment(encodeSegment(SEGMENT, PATH), PATH).payload).to.have.length(3);
  });
});
