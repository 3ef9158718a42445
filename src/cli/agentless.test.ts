import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readRun } from '../report/json.js';
import { agentlessVerdicts } from './agentless-verdicts.js';
import { against, layCable, startInTester } from './hand-made.fixture.js';
import { tcpspec, temporaryFolder, until, whyNoLab } from './run-program.fixture.js';

const SOME = ['rfc9293/3.3.2/state/**', 'rfc9293/3.10.7.4/rst-**', 'rfc9293/3.6/**', 'rfc9293/3.4/text-**'];
/** All but those that an active OPEN alone leads to. */
const STATES = ['LISTEN', 'SYN-RECEIVED', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSE-WAIT', 'CLOSING'];
const ALL_STATES = [...STATES, 'LAST-ACK', 'TIME-WAIT', 'CLOSED'];

/** No bound on how many connections xinetd takes, in a second and altogether. */
const UNBOUNDED = 'defaults\n{\n  instances = UNLIMITED\n  per_source = UNLIMITED\n  cps = 1000000 1\n}\n';

function builtIn(name: string): string {
  const facts = ['type = INTERNAL', `id = ${name}-stream`, 'socket_type = stream', 'protocol = tcp', 'wait = no'];
  return `service ${name}\n{\n${[...facts, 'user = root', 'disable = no'].map((fact) => `  ${fact}\n`).join('')}}\n`;
}

describe('a run without an agent', function () {
  this.timeout(120_000);

  before(function () {
    if (whyNoLab()) this.skip();
  });

  it('finds no breach by the small services that is not found with an agent', async () => {
    const folder = temporaryFolder();
    const run = (out: string, ...more: string[]) =>
      tcpspec(['run', ...SOME, '--lab', 'netns', '--out', join(folder, out), ...more], { limitMs: 100_000 });
    expect((await run('agent')).code).to.equal(0);
    const { code, out } = await run('services', '--services');
    expect(code).to.equal(0);
    expect(out).to.match(/^ {2}Services .*daytime 13 closes first when it has spoken, and reads on/m);
    const services = await readRun(join(folder, 'services'));
    const { same, wrong } = agentlessVerdicts(await readRun(join(folder, 'agent')), services);
    expect(wrong).to.deep.equal([]);
    expect(same).to.be.above(200);
    const reached = Object.entries(services.coverage.states).filter(([, { reached }]) => reached);
    expect(reached.map(([state]) => state)).to.have.members(ALL_STATES);
    expect(reached.flatMap(([, { witnesses }]) => witnesses)).not.to.include('status');
    expect(services.target).to.include({ user: 'services' });
    expect(services.target.services).to.have.length(12);
  });

  it('talks to the services that xinetd has built in, one process for each connection', async function () {
    if (spawnSync('xinetd', ['-version']).error) this.skip();
    const cable = layCable();
    try {
      const config = join(cable.folder, 'xinetd.conf');
      writeFileSync(config, [UNBOUNDED, ...['echo', 'discard', 'daytime', 'chargen'].map(builtIn)].join(''));
      cable.target('sh', '-c', `xinetd -dontfork -f ${config} >/dev/null 2>&1 & echo $! >${cable.folder}/pid`);
      await until(() => (/:19\b/.test(cable.listening()) ? true : undefined));
      const list = 'echo=7,discard=9,daytime=13,chargen=19,idle=1009';
      const out = join(cable.folder, 'out');
      const args = ['run', 'rfc9293/3.3.2/state/**', '--address', cable.address4, '--iface', cable.device];
      const run = await startInTester(cable, [...args, '--services', list, '--out', out]).ended;
      expect(run.out).to.match(/daytime 13 closes first when it has spoken, altogether; .*idle 1009 does not answer/);
      expect(run.code).to.equal(0);
      const { results } = await readRun(out);
      const passed = results.filter(({ verdict }) => verdict === 'PASS').map(({ id }) => id);
      expect(passed).to.have.length(10);
      expect(results.filter(({ verdict }) => !['PASS', 'UNSUPPORTED'].includes(verdict))).to.deep.equal([]);
    } finally {
      cable.target('sh', '-c', `kill $(cat ${cable.folder}/pid)`);
      cable.remove();
    }
  });

  it('says which services do not answer when none does, and how to name them', async () => {
    const cable = layCable();
    try {
      const args = ['run', 'sanity', '--address', cable.address4, '--iface', cable.device];
      const none = await startInTester(cable, [...args, '--service', 'http=80']).ended;
      expect(none.code).to.equal(3);
      expect(none.err).to.match(/none of the services answers over IPv4: http \(port 80\)/);
      const wrong = await startInTester(cable, [...args, '--services', 'echo:7']).ended;
      expect(wrong.code).to.equal(2);
      expect(wrong.err).to.match(/'echo:7' is not NAME=PORT/);
      const unnamed = await startInTester(cable, against(cable, '--services')).ended;
      expect(unnamed.code).to.equal(2);
      expect(unnamed.err).to.match(/--services without a list means those of a lab/);
    } finally {
      cable.remove();
    }
  });
});

describe('a case judged by services', () => {
  const result = (verdict: 'PASS' | 'FAIL' | 'UNSUPPORTED', behaviour?: string) =>
    ({ results: [{ id: 'a/b', family: 4, verdict, ...(behaviour ? { behaviour } : {}) }] }) as never;

  it('is wrong if it breaks what the agent finds kept, and otherwise is not', () => {
    expect(agentlessVerdicts(result('PASS'), result('FAIL')).wrong).to.have.length(1);
    expect(agentlessVerdicts(result('FAIL'), result('FAIL'))).to.deep.include({ same: 1, wrong: [], others: [] });
    expect(agentlessVerdicts(result('PASS'), result('UNSUPPORTED'))).to.deep.include({ unsupported: 1, wrong: [] });
    expect(agentlessVerdicts(result('PASS', 'rst'), result('PASS')).others).to.have.length(1);
  });
});
