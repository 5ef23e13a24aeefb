import type { InventoryResult, KindCount } from '../inventory.js';
import { count, type Output } from '../output.js';

/** Prints what no kind covers, and how much there is of what kinds cover. */
export function printInventory({ uncovered, kinds, unread }: InventoryResult, output: Output): void {
  output.json({ uncovered: uncovered.map(({ type, description, on }) => ({ type, description, on })), kinds, unread });
  for (const line of (kinds ?? []).map(kindLine)) output.result(line);
  for (const { description, on } of uncovered)
    output.result(`${description}: ${on.length === 0 ? 'left alone' : `hangs on ${on.join(', ')}`}`);
  for (const catalog of unread)
    output.tell(`Note: ${catalog} may not be read by this role: what it holds is not known.`);
  output.tell(
    uncovered.length === 0
      ? 'Every object of the database is of a kind that Sluice covers.'
      : `${count(uncovered.length, 'object')} of no kind: left alone; a change that would lose one is refused.`,
  );
}

function kindLine({ kind, covered, owned, leftAlone }: KindCount): string {
  const others = leftAlone === 0 ? '' : `, ${leftAlone} left alone`;
  return `${kind.replaceAll('_', ' ')}: ${covered} (${owned} owned${others})`;
}
