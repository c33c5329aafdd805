import { isMade, type Plain } from './plain-data.ts';

const NOW = /^(?:now|NOW|currentTimestamp)$/;

/** A default as SQL writes it; nothing for none, a placeholder text where it cannot be told. */
export function defaultOf(plain: Plain): { default?: string } {
  if (plain === null) return {};
  if (typeof plain === 'string') return { default: `'${plain.replaceAll("'", "''")}'` };
  if (typeof plain === 'number' || typeof plain === 'boolean') return { default: String(plain) };
  if (!isMade(plain)) return { default: '…' };
  const [first] = plain.args ?? [];
  const name = plain.names.at(-1) ?? '';
  if (NOW.test(name)) return { default: 'CURRENT_TIMESTAMP' };
  if (typeof first === 'string') return { default: name === 'fn' ? `${first}()` : first };
  return { default: name === '' ? '…' : `${name}()` };
}
