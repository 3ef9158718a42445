import { type Cell, COLUMNS, type Column } from './state-event-cells.js';

const MOST_NAMED = 12;

const HEADINGS: Readonly<Record<Column, string>> = {
  closed: 'CLOSED',
  listen: 'LISTEN',
  'syn-sent': 'SYN-SENT',
  'syn-received': 'SYN-RCVD',
  'syn-received-simultaneous': 'SYN-RCVD, both open',
  established: 'ESTAB',
  'fin-wait-1': 'FIN-WAIT-1',
  'fin-wait-2': 'FIN-WAIT-2',
  'close-wait': 'CLOSE-WAIT',
  closing: 'CLOSING',
  'last-ack': 'LAST-ACK',
  'time-wait': 'TIME-WAIT',
};

/** The table of states and events as a Markdown page: a grid for each group, and the cases of each cell. */
export function stateEventPage(cells: readonly Cell[]): string {
  const groups = [...new Set(cells.map(({ row }) => row.group))];
  const within = (group: string) => cells.filter(({ row }) => row.group === group);
  const beyond = cells.filter(({ row }) => row.beyond).length;
  const bare = cells.filter(({ reason }) => reason !== undefined).length;
  const cases = new Set(cells.flatMap((cell) => cell.cases)).size;
  const lines = [
    '# States and events',
    '',
    'Written by `npm run state-event` from [suites/state-event.yaml](../suites/state-event.yaml). RFC 9293 3.10 says for each state what',
    'happens on each user call, each segment and each time-out. A number is that of the cases that look at it, in each family; a dash is a',
    'cell that no case can look at, with the reason below; nothing stands where the RFC has no such cell, or where another row has it.',
    'Rows in italics are combinations that 3.10 does not go through one by one. SYN-RCVD is SYN-RECEIVED after a passive OPEN in rows of segments;',
    'in rows of calls and time-outs both sides have opened the connection, because no user has a handle of it otherwise.',
    '',
    `${cells.length - beyond} cells of 3.10 and ${beyond} beyond it; ${bare} of them without a case; ${cases} cases.`,
    '',
    ...groups.flatMap((group) => [`## ${group}`, '', ...grid(within(group)), '', ...lists(within(group)), '']),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function rowsOf(cells: readonly Cell[]): Cell[][] {
  const events = [...new Set(cells.map(({ row }) => row.event))];
  return events.map((event) => cells.filter(({ row }) => row.event === event));
}

function grid(cells: readonly Cell[]): string[] {
  const columns = COLUMNS.filter((column) => cells.some(({ state }) => state === column));
  return [
    `| event | section | ${columns.map((column) => HEADINGS[column]).join(' | ')} |`,
    `|---|---|${columns.map(() => '---|').join('')}`,
    ...rowsOf(cells).map((of) => {
      const [{ row } = of[0] as Cell] = of;
      const words = row.beyond ? `*${row.words}*` : row.words;
      const numbers = columns.map((column) => shown(of.find(({ state }) => state === column)));
      return `| [${words}](#${row.event}) | ${row.section} | ${numbers.join(' | ')} |`;
    }),
  ];
}

function shown(cell: Cell | undefined): string {
  if (!cell) return '';
  return cell.reason === undefined ? String(cell.cases.length) : '–';
}

function lists(cells: readonly Cell[]): string[] {
  return rowsOf(cells).flatMap((of) => [
    `<a id="${of[0]?.row.event}"></a>**${of[0]?.row.words}**`,
    '',
    ...of.map((cell) => `- ${HEADINGS[cell.state]}: ${cell.reason ?? named(cell.cases)}`),
    '',
  ]);
}

function named(ids: readonly string[]): string {
  const first = ids.slice(0, MOST_NAMED).map((id) => `\`${id}\``);
  return ids.length > MOST_NAMED ? `${first.join(' ')} and ${ids.length - MOST_NAMED} more` : first.join(' ');
}
