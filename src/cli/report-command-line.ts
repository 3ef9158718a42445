import { Command } from 'commander';
import type { ReportOptions } from './report-command.js';

/** The command line of `tcpspec report`. */
export function reportCommandLine(exit: (code: number) => void): Command {
  return new Command('report')
    .description('report a run, or several that belong together as one; with no file given, tell it here')
    .argument('<runs...>', 'the folders of runs, or their run.json')
    .option('--html <file>', 'a page to look at, one file that needs no network; - for standard output, here and below')
    .option('--junit <file>', 'JUnit XML, for Jenkins, GitLab and GitHub')
    .option('--junit-properties', 'with properties of a case as elements, which the xUnit plugin of Jenkins refuses')
    .option('--markdown <file>', 'a summary of at most 65,000 characters, for a pull request or the page of a step')
    .option('--ctrf <file>', 'the Common Test Report Format, JSON')
    .option('--json <file>', 'run.json, of several runs as one')
    .option('--abridged <file>', 'run.json without the exchanges of what passed, a third of the size, for keeping')
    .option('--fail-on-unexpected', 'exit with 1 when something is not as expected, or a part is missing')
    .addHelpText('after', REPORT_HELP)
    .action(async (runs: string[], options: ReportOptions) => {
      const { reportCommand } = await import('./report-command.js');
      exit(await reportCommand(runs, options));
    });
}

const REPORT_HELP = `
Several runs are shards, families or days of one target by one version of tcpspec. Of a result that more than one of
them has, that of the run stands which started last; what is set aside is told.`;
