import { createHash } from 'node:crypto';
import type { Finding } from './finding.ts';

type Unprinted = Omit<Finding, 'fingerprint'>;

/** Path, line, rule, key; then column and message, so that no order depends on how a rule walked. */
export function compareFindings(a: Unprinted, b: Unprinted): number {
  return (
    compare(a.at.path, b.at.path) ||
    a.at.line - b.at.line ||
    compare(a.rule, b.rule) ||
    compare(a.key, b.key) ||
    a.at.column - b.at.column ||
    compare(a.message, b.message)
  );
}

/** By code unit: the same on every machine, whatever its locale. */
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Gives each finding the digest of its rule and key, which survives moved lines and renamed messages. Findings that
 * share a key are told apart by their ordinal in the given order.
 */
export function fingerprintAll(findings: Unprinted[]): Finding[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const name = `${finding.rule}\0${finding.key}`;
    const ordinal = seen.get(name) ?? 0;
    seen.set(name, ordinal + 1);
    return { ...finding, fingerprint: digest(ordinal === 0 ? name : `${name}\0${ordinal}`) };
  });
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
