import { pathToFileURL } from 'node:url';
import type { LintFinding } from './finding.js';
import { allRules } from './rules.js';

/**
 * Findings as code scanning reads them.
 *
 * Source: SARIF Version 2.1.0, OASIS.
 */
export function sarifOf(findings: readonly LintFinding[], root = process.cwd()): object {
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'sluice', rules: allRules.map(ruleOf) } },
        originalUriBaseIds: { ROOT: { uri: `${pathToFileURL(root).href}/` } },
        results: findings.map((finding) => resultOf(finding, root)),
      },
    ],
  };
}

const ruleOf = ({ name, level, title, reason, safeForm }: (typeof allRules)[number]): object => ({
  id: name,
  shortDescription: { text: title },
  fullDescription: { text: reason },
  help: { text: safeForm },
  defaultConfiguration: level === 'off' ? { enabled: false } : { level },
});

function resultOf({ rule, level, message, file, line, safeForm }: LintFinding, root: string): object {
  const [base, uri] = [`${pathToFileURL(root).href}/`, pathToFileURL(file).href];
  const artifactLocation = uri.startsWith(base) ? { uri: uri.slice(base.length), uriBaseId: 'ROOT' } : { uri };
  return {
    ruleId: rule,
    ruleIndex: allRules.findIndex(({ name }) => name === rule),
    level,
    message: { text: `${message} Instead: ${safeForm}` },
    locations: [{ physicalLocation: { artifactLocation, region: { startLine: line } } }],
  };
}
