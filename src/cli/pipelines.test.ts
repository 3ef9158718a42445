import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { parse } from 'yaml';
import { readRun } from '../report/json.js';
import { PROGRAM, temporaryFolder } from './run-program.fixture.js';

const TOP = fileURLToPath(new URL('../../..', import.meta.url));
const MODEL = '--lab model --seed 7 rfc9293/3.6/**';

/** A step of GitHub Actions, as far as it is looked at. */
interface Step {
  readonly run?: string;
}

describe('the example', function () {
  this.timeout(120_000);

  it('for GitLab CI runs shards and reports them as one', async () => {
    const pipeline = parse(exampleOf('gitlab-ci.yml'));
    const { conformance, report } = pipeline;
    expect(pipeline.stages).to.deep.equal(['conformance', 'report']);
    const work = workplace();
    for (let n = 1; n <= conformance.parallel; n++) {
      work.sh(conformance.script, { CI_NODE_INDEX: String(n), CI_NODE_TOTAL: String(conformance.parallel) });
    }
    work.sh(report.script);
    await expectReport(work.folder, conformance.parallel);
    for (const file of [report.artifacts.reports.junit, ...report.artifacts.paths, ...conformance.artifacts.paths])
      expect(work.has(file), file).to.equal(true);
  });

  it('for GitHub Actions runs shards and reports them as one, on the page of the run too', async () => {
    const { jobs } = parse(exampleOf('github-actions.yml'));
    const { conformance, report } = jobs;
    expect(report.needs).to.equal('conformance');
    const work = workplace();
    const scriptOf = (steps: readonly Step[]) => steps.flatMap(({ run = [] }) => run);
    for (const shard of conformance.strategy.matrix.shard)
      work.sh(scriptOf(conformance.steps), { SHARD: String(shard) });
    work.sh(scriptOf(report.steps), { GITHUB_STEP_SUMMARY: 'summary.md' });
    await expectReport(work.folder, conformance.strategy.matrix.shard.length);
    expect(readFileSync(join(work.folder, 'summary.md'), 'utf8')).to.match(/^## tcpspec: /);
  });

  it('for Jenkins runs and reports', async () => {
    const jenkinsfile = exampleOf('Jenkinsfile');
    const commands = [...jenkinsfile.matchAll(/^\s*sh '([^']+)'$/gm)].map(([, command]) => command ?? '');
    expect(commands).to.have.length(2);
    const work = workplace();
    work.sh(commands);
    expect((await readRun(join(work.folder, 'report'))).results.length).to.be.above(10);
    const [junit = ''] = /(?<=testResults: ')[^']+/.exec(jenkinsfile) ?? [];
    expect(work.has(junit), junit).to.equal(true);
    expect(jenkinsfile.split('{').length).to.equal(jenkinsfile.split('}').length);
  });

  it('of an image names packages and files that there are, and needs no repository beside them', function () {
    const recipe = readFileSync(join(TOP, 'Containerfile'), 'utf8');
    const installed = [...recipe.matchAll(/--no-install-recommends((?:[^&]|&(?!&))*)/g)].map(([, list = '']) => {
      return list.split(/[\s\\]+/).filter((name) => name !== '' && !name.startsWith('-'));
    });
    expect(installed).to.have.length(2);
    const [build = [], run = []] = installed;
    const needed = ['iproute2', 'ethtool', 'nftables', 'procps', 'util-linux'];
    expect(build).to.include.members(needed);
    expect(run).to.include.members([...needed, 'nodejs']);
    expect(recipe).not.to.match(/curl|wget|https?:/);
    if (spawnSync('apt-cache', ['--version']).error) return this.skip();
    for (const name of needed)
      expect(execFileSync('apt-cache', ['show', '--no-all-versions', name], { encoding: 'utf8' })).to.include(
        `Package: ${name}`,
      );
  });
});

function exampleOf(name: string): string {
  return readFileSync(join(TOP, 'examples/pipelines', name), 'utf8');
}

/** A folder in which `tcpspec` is the program, and the model is what is tested. */
function workplace() {
  const folder = temporaryFolder();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'tcpspec'), `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
  chmodSync(join(bin, 'tcpspec'), 0o755);
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, TCPSPEC_ARGS: MODEL };
  return {
    folder,
    /** Runs the lines of a job as a runner's shell does; throws when one fails. */
    sh(lines: readonly string[], more: Readonly<Record<string, string>> = {}): void {
      execFileSync('sh', ['-c', ['set -e', ...lines].join('\n')], {
        cwd: folder,
        env: { ...env, ...more },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
    },
    has: (path: string) => spawnSync('test', ['-e', join(folder, path)]).status === 0,
  };
}

async function expectReport(folder: string, shards: number): Promise<void> {
  const run = await readRun(join(folder, 'report'));
  expect(run.merged?.parts.map(({ shard }) => shard?.number)).to.have.members(
    Array.from({ length: shards }, (_, n) => n + 1),
  );
  expect(run.merged).not.to.have.property('missing');
  expect(run.results.length).to.be.above(10);
}
