import type { Argument, Command, Option } from 'commander';

/** A word that may come next, and what it means. */
export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** What the project has; nothing of it where there is no project. */
export interface Known {
  /** Its revisions and labels. */
  revisions(): Promise<readonly Candidate[]>;
  /** The databases that its config names. */
  databases(): Promise<readonly Candidate[]>;
}

/**
 * What may stand at the end of a command line, by the table of commands that the command line itself goes by.
 *
 * @param line - the line up to the cursor, with the name of the program
 */
export async function complete(program: Command, line: string, known: Known): Promise<readonly Candidate[]> {
  const words = wordsOf(line).slice(1);
  const last = words.pop() ?? '';
  const { command, option, place } = placeAfter(program, words);
  const found =
    option === undefined
      ? await wordsFor(command, place, last, known)
      : await valuesFor(nameOfValue(option), { choices: option.argChoices, last, known });
  return found.filter(({ word }) => word.startsWith(last));
}

/** As a shell splits them; an empty one at the end where a new one begins. */
function wordsOf(line: string): string[] {
  const words = Array.from(line.matchAll(/(?:"[^"]*"?|'[^']*'?|[^\s"'])+/g), ([word]) => word.replaceAll(/["']/g, ''));
  return /\s$/.test(line) || line === '' ? [...words, ''] : words;
}

/** Where a line stands after its words. */
interface Place {
  readonly command: Command;
  /** The option that wants a value. */
  readonly option: Option | undefined;
  /** How many arguments the command has been given. */
  readonly place: number;
}

function placeAfter(program: Command, words: readonly string[]): Place {
  let command = program;
  let option: Option | undefined;
  let place = 0;
  for (const word of words) {
    if (option !== undefined) {
      option = undefined;
    } else if (/^-[^\d]/.test(word)) {
      const known = optionsOf(command).find(({ long, short }) => long === word || short === word);
      option = known?.required === true ? known : undefined;
    } else if (command === program) {
      command = program.commands.find((each) => each.name() === word) ?? command;
    } else {
      place += 1;
    }
  }
  return { command, option, place };
}

/** Those of a command, and those that all commands have. */
function optionsOf(command: Command): readonly Option[] {
  const help = command.createHelp();
  return [...help.visibleOptions(command), ...(command.parent?.options ?? [])];
}

async function wordsFor(command: Command, place: number, last: string, known: Known): Promise<readonly Candidate[]> {
  if (last.startsWith('-'))
    return optionsOf(command).map(({ long, description }) => ({ word: long ?? '', description }));
  if (command.parent === null) {
    const commands = command.createHelp().visibleCommands(command);
    return commands.map((each) => ({ word: each.name(), description: each.description() }));
  }
  const argument = argumentAt(command, place);
  return argument === undefined ? [] : valuesFor(argument.name(), { choices: argument.argChoices, last, known });
}

function argumentAt({ registeredArguments }: Command, place: number): Argument | undefined {
  const last = registeredArguments.at(-1);
  return registeredArguments[place] ?? (last?.variadic === true ? last : undefined);
}

/** What a value may be, and what is there of it. */
interface Wanted {
  readonly choices: readonly string[] | undefined;
  readonly last: string;
  readonly known: Known;
}

async function valuesFor(name: string, { choices, last, known }: Wanted): Promise<readonly Candidate[]> {
  if (choices !== undefined) return choices.map((word) => ({ word, description: '' }));
  if (name === DATABASE) return known.databases();
  if (!/^(?:target|revisions?|head|range|from:to)$/.test(name)) return [];
  // Of a range, its second end is completed once the first is there.
  const first = last.slice(0, last.indexOf(':') + 1);
  const found = [...NAMED, ...(await known.revisions())];
  return found.map(({ word, description }) => ({ word: `${first}${word}`, description }));
}

/** `--onto <head>`: head. Of all that take a URL, one takes the name of a database. */
const nameOfValue = ({ long, flags }: Option): string =>
  long === `--${DATABASE}` ? DATABASE : (/<([^>.]+)/.exec(flags)?.[1] ?? '');

const DATABASE = 'database';

const NAMED: readonly Candidate[] = [
  { word: 'head', description: 'the revision that no other follows' },
  { word: 'heads', description: 'all revisions that no other follows' },
  { word: 'base', description: 'before the first' },
  { word: 'current', description: 'where the database is' },
];
