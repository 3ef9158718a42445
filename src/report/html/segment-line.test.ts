import { expect } from 'chai';
import { segmentLine } from './segment-line.js';

describe('a line of a trace', () => {
  it('is taken apart', () => {
    expect(
      segmentLine(
        'Flags [FP.], seq 1:6, ack 7, win 63, urg 3, options [nop,nop,TS val 5 ecr 7,sack 2 {1:2}{4:5}], length 5',
      ),
    ).to.deep.equal({
      control: 'FIN,PSH,ACK',
      seq: '1:6',
      ack: '7',
      window: '63',
      urgent: '3',
      options: 'nop,nop,TS val 5 ecr 7,sack 2 {1:2}{4:5}',
      length: '5',
      retransmission: false,
      notes: [],
    });
  });

  it('tells a retransmission, a wrong checksum and what else is strange', () => {
    const line = segmentLine(
      'Flags [S.] (bad cksum 0x0bef), seq 0, ack 1, win 1, reserved 0x4, bad hdr length 16, length 0 (retransmission)',
    );
    expect(line?.control).to.equal('SYN,ACK');
    expect(line?.retransmission).to.equal(true);
    expect(line?.notes).to.deep.equal(['bad cksum 0x0bef', 'reserved 0x4', 'bad hdr length 16']);
  });

  it('has no control bits where there are none, and is nothing where it is no segment', () => {
    expect(segmentLine('Flags [none], seq 1, win 2, length 0')?.control).to.equal('none');
    expect(segmentLine('ICMP unreachable')).to.equal(undefined);
  });
});
