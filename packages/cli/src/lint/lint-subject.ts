import type { MigrationHead } from '../load/migration-head.js';
import type { LintFinding, LintLevels } from './finding.js';
import type { Found, RuleFacts, Subject } from './rule.js';
import { ruleNames, rules, waiverRules } from './rules.js';
import { flawOf, readWaivers, type Waiver } from './waivers.js';

/** How a migration is judged. */
export interface Judgement {
  readonly levels: LintLevels;
  /** `2026-11-20` */
  readonly today: string;
}

/** What was found in one migration, by line. */
export interface Judged {
  readonly findings: readonly LintFinding[];
  readonly waived: number;
}

/** Asks every rule about a migration, and then its waivers. */
export function lintSubject(subject: Subject, { revision }: Pick<MigrationHead, 'revision'>, how: Judgement): Judged {
  const finding = (rule: RuleFacts, { at, message }: Found): readonly LintFinding[] => {
    const level = how.levels[rule.name] ?? rule.level;
    if (level === 'off') return [];
    const { name, reason, safeForm } = rule;
    const { line, direction } = at;
    return [{ rule: name, level, revision, file: subject.file, line, direction, message, reason, safeForm }];
  };
  const all = rules.flatMap((rule) =>
    (how.levels[rule.name] ?? rule.level) === 'off'
      ? []
      : [...rule.find(subject)].flatMap((found) => finding(rule, found)),
  );
  const waivers = readWaivers(subject.source);
  const used = new Set<Waiver>();
  const left = all.filter((one) => {
    const covering = waivers.filter((waiver) => covers(waiver, one, subject));
    for (const waiver of covering) used.add(waiver);
    return !covering.some((waiver) => isHolding(waiver, how.today));
  });
  const told = waivers.flatMap((waiver) => {
    const [rule, message] = complaintAbout(waiver, { isUsed: used.has(waiver), today: how.today });
    return rule === undefined ? [] : finding(rule, { at: { line: waiver.line }, message });
  });
  return {
    findings: [...left, ...told].toSorted((a, b) => a.line - b.line),
    waived: all.length - left.length,
  };
}

/** A waiver is about the call beneath it; above a function, about all in it. */
function covers(waiver: Waiver, finding: LintFinding, { upgrade, downgrade }: Subject): boolean {
  if (!waiver.rules.includes(finding.rule) || flawOf(waiver, KNOWN) !== undefined) return false;
  const directions = [upgrade, downgrade].filter(({ line }) => line === waiver.target);
  return waiver.target === finding.line || directions.some(({ direction }) => direction === finding.direction);
}

/** The last day is one of them. */
const isHolding = ({ until }: Waiver, today: string): boolean => until === undefined || today <= until;

function complaintAbout(
  waiver: Waiver,
  { isUsed, today }: { readonly isUsed: boolean; readonly today: string },
): readonly [RuleFacts | undefined, string] {
  const flaw = flawOf(waiver, KNOWN);
  if (flaw !== undefined) return [waiverRules.flawed, `This waiver does not count: ${flaw}.`];
  const names = waiver.rules.join(', ');
  if (!isUsed) return [waiverRules.unused, `There is nothing here that ${names} would tell.`];
  return isHolding(waiver, today)
    ? [undefined, '']
    : [waiverRules.expired, `The waiver of ${names} held until ${waiver.until}.`];
}

const KNOWN: ReadonlySet<string> = new Set(ruleNames);
