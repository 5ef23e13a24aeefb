import { isTimeZone } from '@sluice/core/ground';
import type { ResolvedConfig } from './config.js';
import {
  booleanField,
  describe,
  fieldError,
  objectField,
  refuseUnknown,
  stringField,
  stringsField,
  type Fields,
} from './fields.js';

/** What a config says of the file of a new migration, besides its name. */
export type NewFileSettings = Pick<ResolvedConfig, 'timezone' | 'plain' | 'afterWrite' | 'template' | 'messagePattern'>;

/** What holds where a config says nothing of it. */
export const PLAIN_FILE: NewFileSettings = {
  timezone: 'UTC',
  plain: false,
  afterWrite: [],
  template: { header: '', imports: [] },
  messagePattern: undefined,
};

/** Reads what a config says of the file of a new migration. */
export function resolveNewFile(fields: Fields): NewFileSettings {
  return {
    timezone: resolveTimezone(fields),
    plain: booleanField(fields, 'plain') ?? PLAIN_FILE.plain,
    afterWrite: resolveAfterWrite(fields),
    template: resolveTemplate(fields),
    messagePattern: resolveMessagePattern(fields),
  };
}

function resolveTimezone(fields: Fields): string {
  const timezone = stringField(fields, 'timezone', 'Europe/Zurich') ?? PLAIN_FILE.timezone;
  if (isTimeZone(timezone)) return timezone;
  throw fieldError(
    fields,
    'timezone',
    `is ${describe(timezone)}, and there is no such time zone: write for example timezone: 'Europe/Zurich'.`,
  );
}

function resolveAfterWrite(fields: Fields): NewFileSettings['afterWrite'] {
  const commands = stringsField(fields, 'afterWrite', 'npx eslint --fix {file}') ?? [];
  return commands.map((command) => {
    const words = wordsOf(command);
    if (words !== undefined && words.length > 0) return words;
    throw fieldError(
      fields,
      'afterWrite',
      `holds ${describe(command)}, in which a quote is not closed or nothing stands: write for example afterWrite: ['npx eslint --fix {file}'].`,
    );
  });
}

/** The words of a command: at blanks, unless these stand in quotes. Nothing else has a meaning. */
function wordsOf(command: string): readonly string[] | undefined {
  const words = [...command.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word);
  const rest = command.replaceAll(/"[^"]*"|'[^']*'|[^"']/g, '');
  return rest === '' ? words.map((word) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2')) : undefined;
}

function resolveTemplate(fields: Fields): NewFileSettings['template'] {
  const template = objectField(fields, 'template', `{ header: '// Generated, and read by a person' }`);
  refuseUnknown(template, ['header', 'imports']);
  const header = stringField(template, 'header', '// Generated, and read by a person') ?? '';
  if (!/^(?:\s|\/\/[^\n]*(?:\n|$)|\/\*(?:(?!\*\/)[^])*\*\/)*$/.test(header))
    throw fieldError(
      template,
      'header',
      `holds more than comments: write for example header: '// Generated, and read by a person'.`,
    );
  if (header.includes('/**'))
    throw fieldError(template, 'header', 'holds /**, with which the comment of the migration itself begins: write /*.');
  const imports = stringsField(template, 'imports', `import { helper } from '../helper.js';`) ?? [];
  const other = imports.find((text) => !/^import\s[^]*\bfrom\b|^import\s*['"]/.test(text));
  if (other === undefined) return { header, imports };
  throw fieldError(
    template,
    'imports',
    `holds ${describe(other)}, which is no import: write for example imports: ["import { helper } from '../helper.js';"].`,
  );
}

function resolveMessagePattern(fields: Fields): RegExp | undefined {
  const value = fields.values['messagePattern'];
  if (value === undefined) return undefined;
  // A config may come from another realm, whose regular expressions are of another class.
  if (Object.prototype.toString.call(value) === '[object RegExp]') return patternOf(String(value));
  const text = stringField(fields, 'messagePattern', '^[A-Z]') ?? '';
  try {
    return new RegExp(text, 'u');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw fieldError(fields, 'messagePattern', `is no regular expression: ${reason}.`);
  }
}

/** Without what makes one remember where it was. */
function patternOf(literal: string): RegExp {
  const end = literal.lastIndexOf('/');
  return new RegExp(literal.slice(1, end), literal.slice(end + 1).replaceAll(/[gy]/g, ''));
}
