import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { sampleResult, sampleRun } from '../sample.test-data.js';
import { compareRuns } from './compare.js';
import { jsonComparison } from './json.js';
import { markdownComparison } from './markdown.js';
import { terminalComparison } from './terminal.js';

const HOSTILE = '<script>alert(1)</script>|`*\n\u001b[31m\u202e@all';

const hostile = () => {
  const result = { id: HOSTILE, title: HOSTILE, behaviour: HOSTILE, measured: { [HOSTILE]: 5 } };
  const runs = (['PASS', 'FAIL'] as const).map((verdict, at) =>
    sampleRun({ results: [sampleResult({ ...result, verdict, measured: { [HOSTILE]: 5 + 900 * at } })] }),
  );
  return runs.map((run, at) => ({
    ...run,
    target: { ...run.target, name: `${HOSTILE}${at}`, kernel: HOSTILE, settings: { [HOSTILE]: at } },
  }));
};

describe('a comparison', () => {
  const shown = { columns: 100, colour: false };

  it('is told on a terminal with what differs, and in the last line what it comes to', () => {
    const runs = [
      sampleRun(),
      sampleRun({ results: sampleRun().results.map((each) => ({ ...each, behaviour: 'x' })) }),
    ];
    const text = terminalComparison(compareRuns(runs), shown);
    expect(text)
      .to.match(/Cases that differ\n/)
      .and.to.match(/\n2 runs differ in \d+ of \d+ results[^\n]*\n$/);
    expect(text.split('\n').filter((line) => line.length > 100)).to.deep.equal([]);
    const same = terminalComparison(compareRuns([sampleRun(), sampleRun()]), shown);
    expect(same).not.to.contain('Cases that differ');
    expect(same).to.contain('2 runs differ in 0 of').and.to.contain('Alike in every case');
  });

  it('shows every case when asked for all', () => {
    const runs = [sampleRun(), sampleRun()];
    for (const { id } of sampleRun().results) {
      expect(terminalComparison(compareRuns(runs), { ...shown, columns: 200, all: true })).to.contain(id);
      expect(markdownComparison(compareRuns(runs), { all: true })).to.contain(id);
    }
  });

  it('is as harmless as it can be when everything in it is hostile', () => {
    const comparison = compareRuns(hostile());
    const terminal = terminalComparison(comparison, { ...shown, columns: 400, all: true });
    expect(terminal.replaceAll('\n', '')).not.to.match(/[\p{Cc}\p{Cf}]/u);
    const markdown = markdownComparison(comparison, { all: true });
    expect(markdown.replaceAll('\n', '')).not.to.match(/[\p{Cc}\p{Cf}]/u);
    expect(markdown).not.to.match(/<(?!\/?(details|summary|code)>)/);
    expect(markdown).not.to.match(/@all|\[31m/);
    const tables = markdown.split('\n').filter((line) => line.startsWith('|'));
    for (const line of tables) expect(line.match(/(?<!\\)\|/g)?.length).to.be.within(4, 7);
  });

  it('is written as JSON that its schema knows, and that reads back the same', () => {
    const schema = JSON.parse(readFileSync(new URL('../../../../docs/compare.schema.json', import.meta.url), 'utf8'));
    const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);
    for (const runs of [hostile(), [sampleRun(), sampleRun({ results: [], interrupted: true })]]) {
      const comparison = compareRuns(runs);
      const value = JSON.parse([...jsonComparison(comparison)].join(''));
      validate(value);
      expect(validate.errors).to.equal(null);
      expect(value).to.deep.equal(JSON.parse(JSON.stringify(comparison)));
    }
  });
});
