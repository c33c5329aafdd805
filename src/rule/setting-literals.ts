import type { ModuleNode } from '../model/repo-model.ts';
import type { LiteralFact } from '../parse/typescript/code-facts.ts';
import { isAddress, isDeployment, isPrivateAddress } from './addresses.ts';

/** Whether a literal is an address, a port, or the host of a connection, by its form and name. */
export function looksLikeSetting(literal: LiteralFact): boolean {
  const name = literal.names[literal.names.length - 1] ?? '';
  if (typeof literal.value === 'string')
    return (
      isAddress(literal.value) ||
      (literal.argument !== undefined && /(^|_|[a-z])host(name)?$/i.test(name) && isPrivateAddress(literal.value))
    );
  return isPort(literal.value) && /(^|_|[a-z])port$/i.test(name) && !/(im|ex|sup|re|trans|pass|view)port$/i.test(name);
}

export const isPort = (value: number): boolean => Number.isInteger(value) && value > 79 && value < 65536;

/** The port of a mail provider beside its host: that of the protocol, wherever the system runs. */
export const isPartOfPublicHost = (module: ModuleNode, port: LiteralFact): boolean =>
  module.facts.literals.some(
    (other) =>
      typeof other.value === 'string' &&
      other.fn === port.fn &&
      /host(name)?$/i.test(other.names[other.names.length - 1] ?? '') &&
      areSiblings(other, port) &&
      other.value.includes('.') &&
      !isPrivateAddress(other.value) &&
      !isDeployment(other.value),
  );

/** A host and the port beside it in one object are one setting: the port is reported. */
export const areSiblings = (host: LiteralFact, port: LiteralFact): boolean =>
  host.argument?.call === port.argument?.call &&
  host.names.slice(0, -1).join('.') === port.names.slice(0, -1).join('.') &&
  /port$/i.test(port.names[port.names.length - 1] ?? '');
