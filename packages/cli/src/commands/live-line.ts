import type { Events, MigrationEvent } from '../events.js';
import { batchText } from '../batch-text.js';
import { duration, type Output } from '../output.js';

/** A terminal, by what is used of it. */
export interface Terminal {
  readonly columns?: number;
  write(text: string): unknown;
}

/** A line at the bottom of a terminal that says what is done just now, and for how long. */
export interface LiveLine {
  /** What changes the line; besides, they do nothing. */
  readonly events: Events;
  /** Prints as another output does, above the line. */
  readonly output: Output;
  /** Takes the line away for good. */
  readonly end: () => void;
}

/** What is done at the moment. */
interface Doing {
  readonly what: string;
  readonly since: number;
  readonly how: string;
}

const redrawEveryMillis = 200;

/** Makes a line that is drawn anew a few times a second. A time is shown once it is worth it. */
export function createLiveLine(
  output: Output,
  terminal: Terminal,
  now: () => number = () => performance.now(),
): LiveLine {
  let migration = '';
  let doing: Doing | undefined;
  let isDrawn = false;

  const clear = (): void => {
    if (isDrawn) terminal.write('\r\u{1B}[2K');
    isDrawn = false;
  };
  const draw = (): void => {
    if (doing === undefined) return clear();
    const { what, since, how } = doing;
    const time = now() - since >= 1000 ? [duration(now() - since)] : [];
    const text = [`${migration}: ${what}`, ...time, ...(how === '' ? [] : [how])].join(', ');
    clear();
    terminal.write(text.slice(0, widthOf(terminal) - 1));
    isDrawn = true;
  };
  const timer = setInterval(draw, redrawEveryMillis).unref();
  const above =
    (print: (line: string) => void) =>
    (line: string): void => {
      clear();
      print(line);
      draw();
    };
  const begin = (what: string): void => {
    doing = { what, since: now(), how: '' };
    draw();
  };
  const tell = (how: string): void => {
    if (doing !== undefined) doing = { ...doing, how };
    draw();
  };

  return {
    events: {
      onMigrationStart: (event) => {
        migration = titleOf(event);
        begin('begins');
      },
      onStatement: ({ directive, index }) => begin(`op.${directive}, statement ${index + 1}`),
      onIndexBuild: ({ phase, percent }) => tell(percent === undefined ? phase : `${phase} ${percent} %`),
      onBatch: (batch) => tell(batchText(batch)),
      onMigrationEnd: () => {
        doing = undefined;
        draw();
      },
    },
    output: { ...output, result: above(output.result), tell: above(output.tell), note: above(output.note) },
    end: () => {
      clearInterval(timer);
      clear();
    },
  };
}

/** A terminal that does not know says 0. */
const widthOf = ({ columns = 0 }: Terminal): number => (columns > 0 ? columns : 80);

const titleOf = ({ direction, revision, message }: MigrationEvent): string =>
  `${direction === 'upgrade' ? 'Upgrading' : 'Downgrading'} ${[revision, message.split('\n')[0]].filter((text) => text !== '').join(' ')}`;
